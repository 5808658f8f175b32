namespace Fleet.Workflows.Spec;

/// <summary>Finds workflow templates: among the documents first, then where the host looks.</summary>
internal sealed class TemplateSource(IEnumerable<LoadedDocument> documents, Func<string, bool, Workflow?> elsewhere)
{
    private readonly Dictionary<(string Name, bool Cluster), Workflow> _own = documents
        .Where(d => d.Workflow is not null && d.Kind is "WorkflowTemplate" or "ClusterWorkflowTemplate")
        .GroupBy(d => (d.Workflow!.Metadata.Name, d.Kind == "ClusterWorkflowTemplate"))
        .ToDictionary(g => g.Key, g => g.First().Workflow!);

    public Workflow? Find(string name, bool cluster) => _own.GetValueOrDefault((name, cluster)) ?? elsewhere(name, cluster);
}
