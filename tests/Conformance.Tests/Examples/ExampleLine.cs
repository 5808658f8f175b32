using System.Text.Json;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>A line of examples.jsonl: one of Argo's example files, and what is to come of it.</summary>
/// <param name="File">Its path, as the line names it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Class"><c>run</c>, <c>run-with-backing</c> or <c>k8s-only</c>.</param>
/// <param name="Features">What of Argo it uses.</param>
/// <param name="ExpectedPhase">The phase, with words about chance and time.</param>
internal sealed record ExampleLine(string File, string Path, string Class, IReadOnlyList<string> Features, string ExpectedPhase)
{
    private static readonly Lazy<Dictionary<string, ExampleLine>?> Lines = new(ReadAll);

    /// <summary>All lines by their file; skips the test where they are not there.</summary>
    public static IReadOnlyDictionary<string, ExampleLine> All
    {
        get
        {
            Assert.SkipWhen(Lines.Value is null, ConformanceFiles.Missing);
            return Lines.Value!;
        }
    }

    /// <summary>The file's text.</summary>
    public string Text => System.IO.File.ReadAllText(Path);

    /// <summary>The phases that the line allows.</summary>
    public IReadOnlyList<string> Phases =>
        !ExpectedPhase.StartsWith("random", StringComparison.Ordinal) ? [ExpectedPhase.Split(' ', ',')[0]] : ["Succeeded", "Failed"];

    private static Dictionary<string, ExampleLine>? ReadAll()
    {
        if (ConformanceFiles.Find("examples.jsonl") is not { } found)
            return null;
        return System.IO.File.ReadLines(found).Select(line => Read(JsonSerializer.Deserialize<JsonElement>(line), System.IO.Path.GetDirectoryName(found)!)).ToDictionary(line => line.File, StringComparer.Ordinal);
    }

    private static ExampleLine Read(JsonElement line, string folder)
    {
        var file = line.GetProperty("file").GetString()!;
        return new ExampleLine(
            file,
            System.IO.Path.Combine(folder, "files", file),
            line.GetProperty("class").GetString()!,
            [.. line.GetProperty("features").EnumerateArray().Select(feature => feature.GetString()!)],
            line.GetProperty("expected_phase").GetString()!);
    }
}
