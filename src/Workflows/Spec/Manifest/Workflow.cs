namespace Fleet.Workflows.Spec;

/// <summary>A manifest of the kinds that carry a workflow's specification, read from its canonical JSON text.</summary>
public sealed record Workflow
{
    /// <summary>Canonical JSON text of the whole manifest, as it was accepted: fields that mean nothing here included.</summary>
    public string Json { get; init; } = "";

    /// <summary><c>apiVersion</c>; <c>argoproj.io/v1alpha1</c>.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary><c>kind</c>: <c>Workflow</c>, <c>WorkflowTemplate</c> or <c>ClusterWorkflowTemplate</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary><c>metadata</c>.</summary>
    public ObjectMeta Metadata { get; init; } = new();

    /// <summary>JSON texts of manifests (workflow templates, ConfigMaps) that came with a workflow and count for it alone.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary><c>spec</c>; of a workflow that runs a workflow template: the two merged, once it was accepted.</summary>
    public WorkflowSpec Spec { get; init; } = new();
}
