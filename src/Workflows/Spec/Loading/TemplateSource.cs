namespace Fleet.Workflows.Spec;

/// <summary>Finds workflow templates: among the documents first, then where the host looks.</summary>
internal sealed class TemplateSource
{
    private readonly Dictionary<(string Name, bool Cluster), Workflow> _own;
    private readonly Func<string, string, bool, Workflow?> _elsewhere;
    private readonly string _namespace;

    public TemplateSource(IEnumerable<LoadedDocument> documents, Func<string, string, bool, Workflow?> elsewhere)
        : this(
            documents
                .Where(d => d.Workflow is not null && d.Kind is "WorkflowTemplate" or "ClusterWorkflowTemplate")
                .GroupBy(d => (d.Workflow!.Metadata.Name, d.Kind == "ClusterWorkflowTemplate"))
                .ToDictionary(g => g.Key, g => g.First().Workflow!),
            elsewhere,
            "")
    {
    }

    private TemplateSource(Dictionary<(string Name, bool Cluster), Workflow> own, Func<string, string, bool, Workflow?> elsewhere, string @namespace)
    {
        _own = own;
        _elsewhere = elsewhere;
        _namespace = @namespace;
    }

    /// <summary>The same, seen from a manifest of that namespace; empty: it names none.</summary>
    public TemplateSource In(string @namespace) => new(_own, _elsewhere, @namespace);

    public Workflow? Find(string name, bool cluster) => _own.GetValueOrDefault((name, cluster)) ?? _elsewhere(_namespace, name, cluster);
}
