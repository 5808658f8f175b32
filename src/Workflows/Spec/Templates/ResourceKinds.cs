using System.Text.RegularExpressions;

namespace Fleet.Workflows.Spec;

/// <summary>Which resource templates can be carried out here, as far as it can be seen before anything runs: tags may hide it.</summary>
internal static partial class ResourceKinds
{
    /// <summary>Why one cannot; null: it can, or it is not to be seen.</summary>
    /// <param name="resource">The template.</param>
    /// <param name="hidden">A word that stands for a value that is yet to come, as tags do.</param>
    public static string? Problem(ResourceTemplate resource, string hidden = "{{")
    {
        if (resource.Action is "patch" or "replace")
            return $"{resource.Action}: the manifest of a submitted workflow cannot be changed";
        var kind = resource.Manifest is { } manifest ? KindLine().Match(manifest).Groups["kind"].Value : resource.Flags.FirstOrDefault(flag => !flag.StartsWith('-')) ?? "";
        return kind.Length == 0 || kind.Contains("{{", StringComparison.Ordinal) || kind.Contains(hidden, StringComparison.Ordinal) || kind.StartsWith("workflow", StringComparison.OrdinalIgnoreCase) || kind == "wf"
            ? null
            : $"of kind '{kind}' needs Kubernetes; only kind Workflow can be managed here";
    }

    [GeneratedRegex(@"^kind:\s*[""']?(?<kind>[^\s""'#]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex KindLine();
}
