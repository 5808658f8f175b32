using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>What users call the kinds of objects, and names such as <c>template/hello</c>: as kubectl and argo do.</summary>
internal static class ResourceKindNames
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["workflow"] = "Workflow",
        ["workflows"] = "Workflow",
        ["wf"] = "Workflow",
        ["template"] = "WorkflowTemplate",
        ["templates"] = "WorkflowTemplate",
        ["workflowtemplate"] = "WorkflowTemplate",
        ["workflowtemplates"] = "WorkflowTemplate",
        ["wftmpl"] = "WorkflowTemplate",
        ["clustertemplate"] = "ClusterWorkflowTemplate",
        ["clustertemplates"] = "ClusterWorkflowTemplate",
        ["clusterworkflowtemplate"] = "ClusterWorkflowTemplate",
        ["clusterworkflowtemplates"] = "ClusterWorkflowTemplate",
        ["cluster-template"] = "ClusterWorkflowTemplate",
        ["cwft"] = "ClusterWorkflowTemplate",
        ["cwftmpl"] = "ClusterWorkflowTemplate",
        ["configmap"] = "ConfigMap",
        ["configmaps"] = "ConfigMap",
        ["cm"] = "ConfigMap",
        ["secret"] = "Secret",
        ["secrets"] = "Secret",
    };

    /// <summary>What may stand before the slash, for sentences.</summary>
    public const string Known = "workflow, template, clustertemplate, configmap and secret";

    /// <summary>The kind that a word means; null: it is none.</summary>
    public static string? Kind(string word) => Kinds.GetValueOrDefault(word);

    /// <summary>Reads what was named: <c>NAME...</c> (workflows), <c>KIND/NAME...</c>, or <c>KIND [NAME...]</c>.</summary>
    /// <returns>Kind and name; a name of null means all of the kind.</returns>
    /// <exception cref="CliException">A kind is unknown.</exception>
    public static IReadOnlyList<(string Kind, string? Name)> Read(IReadOnlyList<string> words)
    {
        if (words is [var first, ..] && Kind(first) is { } kind)
            return words.Count == 1 ? [(kind, null)] : [.. words.Skip(1).Select(name => (kind, (string?)name))];
        return [.. words.Select(One)];
    }

    /// <summary>The kind as kubectl writes it before a name: <c>workflowtemplate.argoproj.io</c>, <c>configmap</c>.</summary>
    public static string Shown(string kind) => kind is "ConfigMap" or "Secret" ? kind.ToLowerInvariant() : kind.ToLowerInvariant() + ".argoproj.io";

    private static (string Kind, string? Name) One(string word)
    {
        if (word.IndexOf('/', StringComparison.Ordinal) is not (>= 0 and var slash))
            return ("Workflow", word);
        return Kind(word[..slash]) is { } kind && slash + 1 < word.Length ? (kind, word[(slash + 1)..])
            : throw new CliException($"{word}: write KIND/NAME; kinds are {Known}.", ExitCodes.Invalid);
    }
}
