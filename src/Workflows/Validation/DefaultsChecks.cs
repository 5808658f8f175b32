using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary><c>templateDefaults</c>: what is warned of in a template is warned of where it comes to all of them.</summary>
internal static class DefaultsChecks
{
    private const string Name = "templateDefaults";

    public static void Check(Template defaults, SpecPath path, Action<SpecPath, string> warn)
    {
        PodFaultChecks.Check(defaults, Name, path, warn);
        ContainerChecks.Resources(defaults, Name, path, warn);
        // Of a template it is an error.
        foreach (var (field, message) in PodFaults.OfLimits(("activeDeadlineSeconds", defaults.ActiveDeadlineSeconds)))
            warn(path[field], $"{Name}: {message}");
        if (defaults.PodSpecPatch is { } patch)
            PodPatchChecks.Check(patch, Name, path, warn);
    }
}
