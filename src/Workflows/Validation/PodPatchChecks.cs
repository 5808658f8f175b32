using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Where lint tells what of a <c>podSpecPatch</c> does nothing, or can be no pod (<see cref="PodPatchWarnings"/>).</summary>
internal static class PodPatchChecks
{
    private const string Field = "podSpecPatch";

    /// <summary>Looks at a patch.</summary>
    /// <param name="text">The patch, tags in it as far as their values are not known.</param>
    /// <param name="of">How messages name what has it; empty: the workflow.</param>
    /// <param name="path">Where that stands.</param>
    /// <param name="warn">Takes a warning.</param>
    public static void Check(string text, string of, SpecPath path, Action<SpecPath, string> warn)
    {
        foreach (var (message, about) in PodPatchWarnings.Of(text))
            warn(about is null ? path[Field] : path[Field].At(about), of.Length == 0 ? message : $"{of}.{message}");
    }
}
