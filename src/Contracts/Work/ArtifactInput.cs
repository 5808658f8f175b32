namespace Fleet.Contracts;

/// <summary>An artifact to bring into main, and into those that mirror its mounts, before the pod starts. One of <see cref="Key"/>, <see cref="Place"/> and <see cref="Raw"/> is set, or none, or a place and the key in it.</summary>
public sealed record ArtifactInput
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path of the file or folder that it becomes.</summary>
    public required string Path { get; init; }

    /// <summary>Where its key is; null: in the Fleet's own artifact store.</summary>
    public ArtifactPlace? Place { get; init; }

    /// <summary>Key in its store, or what the keys of its files begin with.</summary>
    public string? Key { get; init; }

    /// <summary>Its content, given in the workflow.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>Its content, given in the workflow, one piece after another, where it is too large for the order; null: it is <see cref="Raw"/>, or elsewhere.</summary>
    public IReadOnlyList<ContentPart>? RawParts { get; init; }

    /// <summary>How it is packed.</summary>
    public ArtifactArchive Archive { get; init; }

    /// <summary>That it is not there is no error.</summary>
    public bool Optional { get; init; }

    /// <summary>Permission bits that it gets; null: those that it has.</summary>
    public int? Mode { get; init; }

    /// <summary><see cref="Mode"/> counts for everything in a folder, too.</summary>
    public bool RecurseMode { get; init; }
}

/// <summary>How an artifact is packed.</summary>
public enum ArtifactArchive
{
    /// <summary>Inputs: a tar compressed with gzip is unpacked, anything else is taken as it is. Outputs: <see cref="Tar"/>.</summary>
    Default,

    /// <summary>Not packed; a folder becomes one object for each file.</summary>
    None,

    /// <summary>Tar, compressed with gzip.</summary>
    Tar,

    /// <summary>Zip.</summary>
    Zip,
}
