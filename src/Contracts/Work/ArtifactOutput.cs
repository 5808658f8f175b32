namespace Fleet.Contracts;

/// <summary>An artifact to store when the main container has ended.</summary>
public sealed record ArtifactOutput
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path of the file or folder in main; empty for a log.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the container whose output (both streams, as it was written) is the artifact; null: what is at <see cref="Path"/> is. One that never began leaves none.</summary>
    public string? LogOf { get; init; }

    /// <summary>Where its key is; null: in the Fleet's own artifact store.</summary>
    public ArtifactPlace? Place { get; init; }

    /// <summary>Key in its store; empty in a place without keys. The same for every dispatch of the node: storing it again changes nothing.</summary>
    public required string Key { get; init; }

    /// <summary>How it is packed.</summary>
    public ArtifactArchive Archive { get; init; }

    /// <summary>gzip's level, 0 to 9; null: its default.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>Nobody but this node stores anything below the key: of a folder that is not packed, what an earlier dispatch has left there goes first. Under another key only files of the same names are replaced.</summary>
    public bool IsAlone { get; init; }

    /// <summary>That it is not there is no error.</summary>
    public bool Optional { get; init; }
}
