using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Cli.Evaluation;

/// <summary>A name of a scope: its text, which tags have, and its value, which expressions have.</summary>
/// <param name="Text">The text; null: an absent output.</param>
/// <param name="Value">The value.</param>
internal sealed record ScopeName(string? Text, object? Value)
{
    /// <summary>The one name that is known as a whole, too, where it is a map: <c>{{item}}</c> is its JSON.</summary>
    public const string Item = "item";

    // Their values are texts in Argo, whatever is written.
    private static readonly string[] OfTexts = ["inputs", "outputs", "steps", "tasks", "workflow", "item", "lastRetry", "retries", "node", "pod", "cronworkflow"];

    /// <summary>A value that is not a text by itself, from its JSON.</summary>
    /// <param name="text">What tags have.</param>
    /// <param name="json">The value.</param>
    public static ScopeName Of(string? text, JsonElement json) => new(text, Read(json));

    /// <summary>Argo knows the first part of a name as one of texts.</summary>
    public static bool IsOfTexts(string name) => OfTexts.Contains(name.Split('.', 2)[0]);

    // Whole numbers stay whole: Expression.FromJson makes floats of all, as Go's decoder does.
    private static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetInt64(out var whole) => whole,
        JsonValueKind.Array => json.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(field => field.Name, field => Read(field.Value), StringComparer.Ordinal),
        _ => Expression.FromJson(json.GetRawText()),
    };
}
