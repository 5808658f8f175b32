using System.Text.Json;

namespace Fleet.Workflows.Status;

/// <summary>Copies JSON objects field by field.</summary>
internal static class ObjectWriter
{
    /// <summary>Writes the fields of an object but some.</summary>
    public static void CopyExcept(Utf8JsonWriter writer, JsonElement source, params ReadOnlySpan<string> except)
    {
        if (source.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in source.EnumerateObject())
        {
            if (!except.Contains(property.Name))
                property.WriteTo(writer);
        }
    }

    /// <summary>A field of an object; undefined where it is not there.</summary>
    public static JsonElement Field(JsonElement source, string name) =>
        source.ValueKind == JsonValueKind.Object && source.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A time as Argo writes it: whole seconds, UTC; null: null.</summary>
    public static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } t)
            writer.WriteString(name, Engine.Scopes.NodeFacts.Time(t.UtcTicks));
        else
            writer.WriteNull(name);
    }
}
