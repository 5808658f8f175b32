using System.Text.Json;

namespace Fleet.Conformance.Tests.Expressions;

/// <summary>A line of expr.jsonl: an input in one of Argo's small languages, and what Argo's own libraries made of it.</summary>
internal sealed record ExpressionCase(string Id, string Kind, string Input, JsonElement Line)
{
    public JsonElement Expect => Line.GetProperty("expect");

    public bool ExpectsError => Expect.ValueKind == JsonValueKind.Object && Expect.TryGetProperty("error", out _);

    /// <summary>Null when the shared folder is not there.</summary>
    public static IReadOnlyList<ExpressionCase>? ReadAll()
    {
        string? path = FindFile();
        if (path is null)
            return null;
        List<ExpressionCase> cases = [];
        foreach (string text in File.ReadLines(path))
        {
            JsonElement line = JsonDocument.Parse(text).RootElement;
            cases.Add(new ExpressionCase(line.GetProperty("id").GetString()!, line.GetProperty("kind").GetString()!, line.GetProperty("input").GetString()!, line));
        }

        return cases;
    }

    private static string? FindFile()
    {
        List<string> folders = [];
        if (Environment.GetEnvironmentVariable("FLEET_SHARED") is { Length: > 0 } shared)
            folders.Add(shared);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fleet.sln")))
                folders.Add(Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared")));
        }

        return folders.Select(folder => Path.Combine(folder, "conformance", "expr.jsonl")).FirstOrDefault(File.Exists);
    }
}
