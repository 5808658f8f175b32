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
        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json").Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new CliException($"{path}: no .yaml, .yml or .json file is in this folder.", ExitCodes.Invalid);
    }
}
