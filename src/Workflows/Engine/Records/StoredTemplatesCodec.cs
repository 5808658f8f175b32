using System.Text.Json;
using Fleet.Workflows.Engine.Plans;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Workflow templates as a workflow first found them, in the body of its root node: that row is seldom written, and read before all others.</summary>
internal static class StoredTemplatesCodec
{
    public static void Write(Utf8JsonWriter writer, TemplateLibrary library)
    {
        if (library.Stored.Count == 0)
            return;
        writer.WriteStartObject("st"u8);
        foreach (var (scope, manifest) in library.Stored)
            writer.WriteString(scope, manifest);
        writer.WriteEndObject();
    }

    public static void Read(JsonElement body, TemplateLibrary library)
    {
        if (!body.TryGetProperty("st"u8, out var stored))
            return;
        foreach (var manifest in stored.EnumerateObject())
            library.Restore(manifest.Name, manifest.Value.GetString()!);
    }
}
