namespace Fleet.Artifacts.Archives;

/// <summary>How an artifact is packed (Argo's <c>archive</c>).</summary>
public enum ArchiveKind
{
    /// <summary>As it is: one object, or one for each file of a folder.</summary>
    None,

    /// <summary>Tar, compressed with gzip.</summary>
    Tar,

    /// <summary>Zip.</summary>
    Zip,

    /// <summary>Only when it is read: a compressed tar is unpacked, anything else is taken as it is.</summary>
    Detect,
}
