using System.Text.Json;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>Single fields of a template's, or a manifest's, JSON text.</summary>
internal static class TemplateFields
{
    /// <summary>The raw text of a field with its tags; null: not there.</summary>
    public static TagText? Text(string templateJson, string field)
    {
        using var document = JsonDocument.Parse(templateJson);
        return Text(document.RootElement, field);
    }

    /// <summary>The raw text of a field of <c>spec</c> with its tags; null: not there.</summary>
    public static TagText? SpecText(ReadOnlyMemory<byte> manifest, string field)
    {
        using var document = JsonDocument.Parse(manifest);
        return document.RootElement.TryGetProperty("spec"u8, out var spec) ? Text(spec, field) : null;
    }

    private static TagText? Text(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? TagText.Json(value.GetRawText()) : null;
}
