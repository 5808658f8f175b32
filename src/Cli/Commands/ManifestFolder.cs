using System.IO.Enumeration;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>The files that a user means by a path.</summary>
internal static class ManifestFolder
{
    /// <summary>As <see cref="Expand"/>, with whether each was found in a folder.</summary>
    public static IEnumerable<(string Path, bool IsFound)> Find(string path) => Expand(path).Select(file => (file, file != path));

    /// <summary>The path itself, or all manifests below a folder.</summary>
    public static IReadOnlyList<string> Expand(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        string[] files;
        try
        {
            files = [.. Files(path).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: {e.Message}", ExitCodes.Invalid);
        }

        return files.Length > 0 ? files : throw new CliException($"{path}: no .yaml, .yml or .json file is in this folder.", ExitCodes.Invalid);
    }

    // Links to folders are left alone, as argo does it: they may lead back.
    private static FileSystemEnumerable<string> Files(string folder) => new(folder, (ref entry) => entry.ToSpecifiedFullPath(), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
    {
        ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && Path.GetExtension(entry.FileName) is ".yaml" or ".yml" or ".json",
        ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };
}
