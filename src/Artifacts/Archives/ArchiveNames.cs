using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Fleet.Artifacts.Archives;

/// <summary>Which names of an archive are files and which folders: no name is both. Kept by their hashes, since a million names would take much memory.</summary>
internal sealed class ArchiveNames
{
    private readonly HashSet<UInt128> _files = [];
    private readonly HashSet<UInt128> _folders = [];

    /// <summary>Notes a folder, and those that it is in.</summary>
    /// <returns>The one that is a file; null: none.</returns>
    public string? AddFolder(string name)
    {
        // Those above a known one are known.
        for (var at = name; at.Length > 0 && HashOf(at) is var hash && !_folders.Contains(hash); at = Above(at))
        {
            if (_files.Contains(hash))
                return at;
            _folders.Add(hash);
        }

        return null;
    }

    /// <summary>Notes what is no folder, and the folders that it is in.</summary>
    /// <returns>The one that is a file, or the name itself if it is a folder; null: none.</returns>
    public string? AddFile(string name)
    {
        if (AddFolder(Above(name)) is { } file)
            return file;
        if (_folders.Contains(HashOf(name)))
            return name;
        _files.Add(HashOf(name));
        return null;
    }

    /// <summary>Something that is no folder had this name.</summary>
    public bool HasFile(string name) => _files.Contains(HashOf(name));

    private static string Above(string name) => name.LastIndexOf('/') is var slash and >= 0 ? name[..slash] : "";

    private static UInt128 HashOf(string name) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(name.AsSpan()));
}
