namespace Fleet.Contracts;

/// <summary>Lists the keys of a store (template type <c>data</c>). The result is a JSON list of them, in their order.</summary>
public sealed record ListArtifactsWork
{
    /// <summary>The store; null: the Fleet's own.</summary>
    public ArtifactPlace? Place { get; init; }

    /// <summary>What the keys begin with: a folder with its slash, or empty for all.</summary>
    public string Prefix { get; init; } = "";
}
