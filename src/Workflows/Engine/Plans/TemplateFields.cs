using System.Text.Json;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>Single fields of a template's JSON text.</summary>
internal static class TemplateFields
{
    /// <summary>The raw text of a field with its tags; null: not there.</summary>
    public static TagText? Text(string templateJson, string field)
    {
        using var document = JsonDocument.Parse(templateJson);
        return document.RootElement.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? TagText.Json(value.GetRawText()) : null;
    }
}
