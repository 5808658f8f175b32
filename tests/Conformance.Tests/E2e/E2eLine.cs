using System.Text.Json;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.E2e;

/// <summary>A line of e2e.jsonl: one of Argo's end-to-end tests.</summary>
/// <param name="Number">Which line of the file.</param>
/// <param name="Id">Its name.</param>
/// <param name="Kind"><c>workflow</c>, <c>cli</c> or <c>file-only</c>.</param>
/// <param name="Class"><c>run</c>, <c>run-with-backing</c> or <c>k8s-only</c>.</param>
/// <param name="Features">What of Argo it uses.</param>
/// <param name="Manifests">Its files, and then what stands in the test.</param>
/// <param name="ExpectedPhases">The phase, with words about chance and time; several: of one workflow after the other.</param>
/// <param name="Calls">Command lines of <c>argo</c>.</param>
/// <param name="SameAs">The example that it is the same as; null: none.</param>
internal sealed record E2eLine(
    int Number,
    string Id,
    string Kind,
    string Class,
    IReadOnlyList<string> Features,
    IReadOnlyList<E2eManifest> Manifests,
    IReadOnlyList<string> ExpectedPhases,
    IReadOnlyList<IReadOnlyList<string>> Calls,
    string? SameAs)
{
    private static readonly Lazy<IReadOnlyDictionary<string, E2eLine>?> Lines = new(ReadAll);

    /// <summary>All lines by their id; skips the test where they are not there.</summary>
    public static IReadOnlyDictionary<string, E2eLine> All
    {
        get
        {
            _ = Part.Shared("conformance");
            return Lines.Value!;
        }
    }

    /// <summary>Folder of the files that the lines name.</summary>
    public static string Folder => Part.Shared("conformance/files");

    /// <summary>A namespace of its own.</summary>
    public string Namespace => $"e2e-{Number}";

    /// <summary>A text with the line's own names of cluster templates, which are in no namespace.</summary>
    public string Own(string text) => Own(Number, text);

    /// <summary>The workflows. The namespace of Argo's tests is not this one.</summary>
    public IReadOnlyList<string> Workflows => [.. Manifests.Where(manifest => manifest.Kind == "Workflow").Select(manifest => manifest.Text.Replace("  namespace: argo\n", "", StringComparison.Ordinal))];

    /// <summary>What is stored before.</summary>
    public IReadOnlyList<string> Templates => [.. Manifests.Where(manifest => manifest.Kind is "WorkflowTemplate" or "ClusterWorkflowTemplate" or "ConfigMap").Select(manifest => manifest.Text)];

    /// <summary>The phases that are right for a workflow.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="count">Of how many.</param>
    public IReadOnlyList<string> Phases(int index, int count)
    {
        // For one workflow they follow each other.
        var phase = ExpectedPhases.Count == 1 ? ExpectedPhases[0] : ExpectedPhases.Count == count ? ExpectedPhases[index] : ExpectedPhases[^1];
        return phase.Split(' ', ',')[0] switch
        {
            "completed" => ["Succeeded", "Failed", "Error"],
            "random" or "random:" => ["Succeeded", "Failed"],
            var one => [one],
        };
    }

    private static Dictionary<string, E2eLine>? ReadAll() =>
        File.ReadLines(Part.Shared("conformance/e2e.jsonl")).Select((line, index) => Read(index + 1, JsonSerializer.Deserialize<JsonElement>(line))).ToDictionary(line => line.Id, StringComparer.Ordinal);

    private static E2eLine Read(int number, JsonElement line)
    {
        var files = Texts(line.GetProperty("files")).Select(file => E2eManifest.Of(null, file, Own(number, File.ReadAllText(Path.Combine(Folder, file)))));
        var inline = line.GetProperty("inline").EnumerateArray().Select(one => E2eManifest.Of(one.GetProperty("kind").GetString(), null, Own(number, one.GetProperty("yaml").GetString()!)));
        var phase = line.GetProperty("expected_phase");
        return new E2eLine(
            number,
            line.GetProperty("id").GetString()!,
            line.GetProperty("kind").GetString()!,
            line.GetProperty("class").GetString()!,
            Texts(line.GetProperty("features")),
            [.. files, .. inline],
            phase.ValueKind == JsonValueKind.Array ? Texts(phase) : [phase.GetString()!],
            [.. line.GetProperty("cli").EnumerateArray().Select(Texts)],
            line.TryGetProperty("same_as", out var same) ? same.GetString() : null);
    }

    private static string Own(int number, string text) => text.Replace("cluster-workflow-template-", $"cluster-{number}-", StringComparison.Ordinal);

    private static IReadOnlyList<string> Texts(JsonElement array) => [.. array.EnumerateArray().Select(text => text.GetString()!)];
}
