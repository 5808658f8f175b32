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

    /// <summary>Not to be told: the path is longer than a path can be, or leads through a folder without the right to it.</summary>
    Unreachable,
}
