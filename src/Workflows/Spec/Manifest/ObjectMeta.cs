namespace Fleet.Workflows.Spec;

/// <summary>The metadata of a manifest (Kubernetes' ObjectMeta, as far as it means something here).</summary>
public sealed record ObjectMeta
{
    /// <summary><c>name</c>; empty: made from <see cref="GenerateName"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>generateName</c>: the beginning of a name that the host completes.</summary>
    public string GenerateName { get; init; } = "";

    /// <summary><c>namespace</c>; empty: the host's default.</summary>
    public string Namespace { get; init; } = "";

    /// <summary><c>uid</c> given by the host; empty before.</summary>
    public string Uid { get; init; } = "";

    /// <summary><c>labels</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary><c>annotations</c>.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
