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
        if (ConformanceFiles.Find("expr.jsonl") is not { } path)
            return null;
        List<ExpressionCase> cases = [];
        foreach (string text in File.ReadLines(path))
        {
            JsonElement line = JsonDocument.Parse(text).RootElement;
            cases.Add(new ExpressionCase(line.GetProperty("id").GetString()!, line.GetProperty("kind").GetString()!, line.GetProperty("input").GetString()!, line));
        }

        return cases;
    }
}
