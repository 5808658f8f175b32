namespace Fleet.Workflows.Spec;

/// <summary>Finds workflow templates: among the documents of the same text first, then in the texts beside it, then where the host looks.</summary>
internal sealed class TemplateSource
{
    private static readonly IReadOnlyDictionary<(string Name, bool Cluster), Workflow> None = new Dictionary<(string, bool), Workflow>();

    private readonly IReadOnlyDictionary<(string Name, bool Cluster), Workflow> _own;
    private readonly IReadOnlyDictionary<(string Name, bool Cluster), Workflow> _beside;
    private readonly Func<string, string, bool, Workflow?> _elsewhere;
    private readonly string _namespace;

    public TemplateSource(Func<string, string, bool, Workflow?> elsewhere)
        : this(None, None, elsewhere)
    {
    }

    public TemplateSource(
        IReadOnlyDictionary<(string Name, bool Cluster), Workflow> own, IReadOnlyDictionary<(string Name, bool Cluster), Workflow> beside, Func<string, string, bool, Workflow?> elsewhere, string @namespace = "")
    {
        _own = own;
        _beside = beside;
        _elsewhere = elsewhere;
        _namespace = @namespace;
    }

    /// <summary>The workflow templates among documents; the first one of a name counts.</summary>
    public static Dictionary<(string Name, bool Cluster), Workflow> Templates(IEnumerable<LoadedDocument> documents) => documents
        .Where(document => document.Workflow is not null && document.Kind is "WorkflowTemplate" or "ClusterWorkflowTemplate")
        .GroupBy(document => (document.Workflow!.Metadata.Name, document.Kind == "ClusterWorkflowTemplate"))
        .ToDictionary(group => group.Key, group => group.First().Workflow!);

    /// <summary>The same, seen from a manifest of that namespace; empty: it names none.</summary>
    public TemplateSource In(string @namespace) => new(_own, _beside, _elsewhere, @namespace);

    public Workflow? Find(string name, bool cluster) =>
        _own.GetValueOrDefault((name, cluster)) ?? _beside.GetValueOrDefault((name, cluster)) ?? _elsewhere(_namespace, name, cluster);
}
