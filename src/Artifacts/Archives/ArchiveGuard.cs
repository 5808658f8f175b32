namespace Fleet.Artifacts.Archives;

/// <summary>
/// Refuses what would leave the place where an archive is unpacked, or fill it: absolute names, <c>..</c>, links that lead out, files behind links or files, devices, bombs. Whoever unpacks what it let
/// pass follows no link out: a link has <c>..</c> only at its beginning, no more than folders are above it, and nothing lies below a link.
/// </summary>
/// <param name="limits">Limits.</param>
/// <param name="packed">Size of the archive.</param>
internal sealed class ArchiveGuard(ArchiveLimits limits, long packed)
{
    // Linux' PATH_MAX: no system unpacks a longer one, and each is walked folder by folder.
    private const int LongestName = 4096;

    private readonly HashSet<string> _links = new(StringComparer.Ordinal);
    private readonly ArchiveNames _names = new();
    private bool _reachesTop;
    private long _entries;
    private long _bytes;

    /// <summary>A name with its slashes in order.</summary>
    /// <exception cref="ArtifactRefusedException">It leads elsewhere.</exception>
    public static string NameOf(string written)
    {
        CheckLength(written);
        if (written.StartsWith('/') || written.Contains('\0', StringComparison.Ordinal))
            throw new ArtifactRefusedException($"the archive has an entry with the absolute or broken name '{Shown(written)}'; it was not unpacked");
        var parts = written.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        return Array.IndexOf(parts, "..") < 0 ? string.Join('/', parts) : throw new ArtifactRefusedException($"the archive has an entry that leaves it, '{Shown(written)}'; it was not unpacked");
    }

    /// <summary>Looks at an item whose name is in order.</summary>
    /// <exception cref="ArtifactRefusedException">It is hostile, or one too many.</exception>
    public void Admit(ArchiveItem item)
    {
        if (++_entries > limits.Entries)
            throw new ArtifactRefusedException($"the archive has more than {limits.Entries} entries; it was not unpacked");
        if (item.Name.Length == 0 && item.Kind != ArchiveItemKind.Folder)
            throw new ArtifactRefusedException("the archive has an entry without a name; it was not unpacked");
        CheckLength(item.Target);
        CheckAbove(item.Name);
        if ((item.Kind == ArchiveItemKind.Folder ? _names.AddFolder(item.Name) : _names.AddFile(item.Name)) is { } both)
            throw new ArtifactRefusedException($"the archive has '{Shown(both)}' as a file and as a folder; it was not unpacked");

        switch (item.Kind)
        {
            case ArchiveItemKind.Link:
                CheckLink(item);
                _links.Add(item.Name);
                break;
            case ArchiveItemKind.HardLink:
                // One to a link was read as that link.
                if (!_names.HasFile(item.Target) || _links.Contains(item.Target))
                    throw new ArtifactRefusedException($"the archive has a hard link '{Shown(item.Name)}' to '{Shown(item.Target)}', which is no file that came before it; it was not unpacked");
                CheckAbove(item.Target);
                break;
        }
    }

    /// <summary>Everything was looked at, and all of it lies in one folder, which becomes the artifact: links must stay in that.</summary>
    /// <exception cref="ArtifactRefusedException">One does not.</exception>
    public void AdmitOneRoot()
    {
        if (_reachesTop)
            throw new ArtifactRefusedException("the archive has a link that leaves its folder; it was not unpacked");
    }

    /// <summary>Counts unpacked bytes.</summary>
    /// <exception cref="ArtifactRefusedException">They are too many.</exception>
    public void Count(long bytes)
    {
        _bytes += bytes;
        if (_bytes > limits.Bytes)
            throw new ArtifactRefusedException($"the archive unpacks to more than {limits.Bytes} bytes; it was not unpacked");
        if (_bytes > limits.RatioFrom && _bytes > limits.Ratio * packed)
            throw new ArtifactRefusedException($"the archive of {packed} bytes unpacks to more than {limits.Ratio} times as many (a bomb, by the looks of it); it was not unpacked");
    }

    private static void CheckLength(string name)
    {
        if (name.Length > LongestName)
            throw new ArtifactRefusedException($"the archive has a name of {name.Length} characters, '{Shown(name)}...'; {LongestName} are the most that a path may have; it was not unpacked");
    }

    private void CheckAbove(string name)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0 && _links.Count > 0; slash = name.IndexOf('/', slash + 1))
        {
            if (_links.Contains(name[..slash]))
                throw new ArtifactRefusedException($"the archive has '{Shown(name)}' below a link; it was not unpacked");
        }
    }

    private void CheckLink(ArchiveItem item)
    {
        var parts = item.Target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        var up = parts.TakeWhile(part => part == "..").Count();
        var folders = item.Name.Count(c => c == '/');
        _reachesTop |= up == folders;
        if (item.Target.Length == 0 || item.Target.StartsWith('/') || item.Target.Contains('\0', StringComparison.Ordinal) || up > folders || Array.IndexOf(parts, "..", up) >= 0)
            throw new ArtifactRefusedException($"the archive has a link that leaves it, '{Shown(item.Name)}' to '{Shown(item.Target)}'; it was not unpacked");
    }

    /// <summary>A name for sentences.</summary>
    public static string Shown(string name) => new([.. name.Take(200).Select(c => char.IsControl(c) ? '?' : c)]);
}
