using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary><c>templateDefaults</c>: what is warned of in a template is warned of where it comes to all of them.</summary>
internal static class DefaultsChecks
{
    private const string Name = "templateDefaults";

    public static void Check(Template defaults, SpecPath path, Action<SpecPath, string> warn)
    {
        foreach (var fault in RunFaultWalk.Of(defaults, path, of: $"{Name}: "))
            warn(fault.Mark, fault.Message);
        ContainerChecks.Resources(defaults, Name, path, warn);
        if (defaults.PodSpecPatch is { } patch)
            PodPatchChecks.Check(patch, Name, path, warn);
    }
}
