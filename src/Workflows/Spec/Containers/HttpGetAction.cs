namespace Fleet.Workflows.Spec;

/// <summary><c>httpGet</c> of a probe.</summary>
public sealed record HttpGetAction
{
    /// <summary><c>path</c>; empty: <c>/</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary><c>port</c>: number or port name.</summary>
    public string Port { get; init; } = "";

    /// <summary><c>host</c>; null: the container.</summary>
    public string? Host { get; init; }

    /// <summary><c>scheme</c>; default HTTP.</summary>
    public string Scheme { get; init; } = "HTTP";

    /// <summary><c>httpHeaders</c>.</summary>
    public IReadOnlyList<NameValue> Headers { get; init; } = [];
}
