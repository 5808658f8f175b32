using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary><c>templateDefaults</c>: what is warned of in a template is warned of where it comes to all of them.</summary>
internal static class DefaultsChecks
{
    private const string Name = "templateDefaults";

    public static void Check(Template defaults, SpecPath path, Action<SpecPath, string> warn)
    {
        ContainerChecks.Resources(defaults, Name, path, warn);
        foreach (var (field, text) in new[] { ("timeout", defaults.Timeout), ("pendingTimeout", defaults.PendingTimeout), ("activeDeadlineSeconds", defaults.ActiveDeadlineSeconds) })
        {
            if (text?.Contains("{{", StringComparison.Ordinal) != true && TimeLimits.Fault(field, text) is { } fault)
                warn(path[field], $"{Name}: {fault}: each node that has it will end in Error");
        }

        // A patch that cannot be read spoils only what takes it: templates with their own do not.
        if (defaults.PodSpecPatch is { } patch)
            PodPatchChecks.Check(patch, path["podSpecPatch"], Tell, Tell);

        void Tell(SpecPath at, string message) => warn(at, $"{Name}.{message}");
    }
}
