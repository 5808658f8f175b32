namespace Fleet.Worker.Containers.Processes;

/// <summary>What is at a path.</summary>
internal enum FileKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>The mark of an overlay: what the layer below has here was removed.</summary>
    Whiteout,

    /// <summary>A device, socket or pipe.</summary>
    Other,
}
