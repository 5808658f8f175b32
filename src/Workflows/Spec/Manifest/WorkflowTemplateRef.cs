namespace Fleet.Workflows.Spec;

/// <summary><c>workflowTemplateRef</c>.</summary>
public sealed record WorkflowTemplateRef
{
    /// <summary>Name of the workflow template.</summary>
    public string Name { get; init; } = "";

    /// <summary>It is a ClusterWorkflowTemplate.</summary>
    public bool ClusterScope { get; init; }
}
