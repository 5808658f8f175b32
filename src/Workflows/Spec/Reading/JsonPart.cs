using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Parts of a JSON text that no record has.</summary>
internal static class JsonPart
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = SpecReader.MaxDepth };

    /// <summary>JSON text of a field; null: it is not there.</summary>
    public static string? Raw(string json, string field)
    {
        using var document = JsonDocument.Parse(json, Options);
        return document.RootElement.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetRawText() : null;
    }

    /// <summary>A copy that outlives the document it is read from.</summary>
    public static JsonElement Element(string json)
    {
        using var document = JsonDocument.Parse(json, Options);
        return document.RootElement.Clone();
    }

    /// <summary>Text of a field; empty: it is not there or no text.</summary>
    public static string Text(JsonElement e, string field) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>An object below this one; undefined: there is none.</summary>
    public static JsonElement Object(JsonElement e, string field) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Object ? value : default;

    /// <summary>The elements of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement> List(JsonElement e, string field) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
