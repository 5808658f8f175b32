namespace Fleet.Artifacts.Archives;

/// <summary>A file, folder or link of an archive or a tree.</summary>
public sealed record ArchiveItem
{
    /// <summary>Its name from the top, parts between slashes, none at the ends; empty: the artifact itself.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required ArchiveItemKind Kind { get; init; }

    /// <summary>Permission bits.</summary>
    public required int Mode { get; init; }

    /// <summary>Where a link leads: a symbolic link from its folder, a hard link from the top.</summary>
    public string Target { get; init; } = "";

    /// <summary>Size of a file.</summary>
    public long Length { get; init; }

    /// <summary>Content of a file, to be read before the next item is asked for.</summary>
    public Stream Content { get; init; } = Stream.Null;
}

/// <summary>What an item is.</summary>
public enum ArchiveItemKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>Another name of a file that came before.</summary>
    HardLink,
}
