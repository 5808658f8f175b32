namespace Fleet.Contracts;

/// <summary>Reads an artifact that is a file of text (<c>resource.manifestFrom</c>). The result is the text.</summary>
public sealed record ReadArtifactWork
{
    /// <summary>The artifact; its path has no meaning.</summary>
    public required ArtifactInput Artifact { get; init; }
}
