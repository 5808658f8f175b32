namespace Fleet.Workflows.Spec;

/// <summary>Labels and annotations of a template, of a pod, or of what an event binding submits.</summary>
public sealed record Metadata
{
    /// <summary><c>labels</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary><c>annotations</c>.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
