namespace Fleet.Client;

/// <summary>A change of suspend nodes that run (<c>argo node set</c>).</summary>
/// <param name="NodeFieldSelector">Which nodes, e.g. <c>displayName=approve</c>.</param>
public sealed record NodeChange(string NodeFieldSelector)
{
    /// <summary>Succeeded, Failed or Error ends them; null: they stay suspended.</summary>
    public string? Phase { get; init; }

    /// <summary>Their message; null: unchanged.</summary>
    public string? Message { get; init; }

    /// <summary>Values of supplied outputs, by name.</summary>
    public IReadOnlyDictionary<string, string> OutputParameters { get; init; } = new Dictionary<string, string>();
}
