namespace Fleet.Workflows.Spec;

/// <summary><c>resources</c>: quantities as text (<see cref="Quantity"/> reads them), by resource name such as <c>cpu</c> and <c>memory</c>.</summary>
public sealed record ResourceRequirements
{
    /// <summary><c>requests</c>.</summary>
    public IReadOnlyDictionary<string, string> Requests { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary><c>limits</c>.</summary>
    public IReadOnlyDictionary<string, string> Limits { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
