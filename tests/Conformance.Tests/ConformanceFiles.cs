namespace Fleet.Conformance.Tests;

/// <summary>The conformance files. They lie beside the repository, and are no part of it.</summary>
internal static class ConformanceFiles
{
    /// <summary>Why a test is skipped that has none.</summary>
    public const string Missing = "the conformance files are not there (set FLEET_SHARED)";

    /// <summary>Where one is; null: it is not there.</summary>
    /// <param name="name">Its name, such as <c>expr.jsonl</c>.</param>
    public static string? Find(string name) => Folders().Select(folder => Path.Combine(folder, "conformance", name)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("FLEET_SHARED") is { Length: > 0 } shared)
            yield return shared;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fleet.sln")))
                yield return Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared"));
        }
    }
}
