namespace Fleet.Workflows.Spec;

/// <summary><c>templateRef</c>: a template of a workflow template.</summary>
public sealed record TemplateRef
{
    /// <summary>Name of the workflow template.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name of the template in it.</summary>
    public string Template { get; init; } = "";

    /// <summary>It is a ClusterWorkflowTemplate.</summary>
    public bool ClusterScope { get; init; }
}
