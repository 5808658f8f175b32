namespace Fleet.Workflows.Spec;

/// <summary>An Argo template.</summary>
public sealed record Template
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";
}
