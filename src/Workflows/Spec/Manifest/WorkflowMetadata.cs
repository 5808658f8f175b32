namespace Fleet.Workflows.Spec;

/// <summary><c>workflowMetadata</c>: labels and annotations that are put on the workflow itself.</summary>
public sealed record WorkflowMetadata
{
    /// <summary><c>labels</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary><c>annotations</c>.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary><c>labelsFrom</c>: label name to expr-lang expression.</summary>
    public IReadOnlyDictionary<string, string> LabelsFrom { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
