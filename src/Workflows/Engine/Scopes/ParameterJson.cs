using System.Text.Json;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary>Lists of parameters as JSON text (<c>{{inputs.parameters}}</c>, <c>{{workflow.parameters}}</c>).</summary>
internal static class ParameterJson
{
    public static string List(IReadOnlyList<Parameter> declared, IReadOnlyList<string?> values)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartArray();
            for (var i = 0; i < declared.Count; i++)
                Write(writer, declared[i], values[i]);
            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>One parameter in Argo's form.</summary>
    public static void Write(Utf8JsonWriter writer, Parameter declared, string? value)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, declared.Name);
        if (declared.Default is { } otherwise)
            writer.WriteString("default"u8, otherwise);
        if (value is not null)
            writer.WriteString("value"u8, value);
        if (declared.GlobalName is { } globalName)
            writer.WriteString("globalName"u8, globalName);
        if (declared.Enum is { Count: > 0 } allowed)
        {
            writer.WriteStartArray("enum"u8);
            foreach (var item in allowed)
                writer.WriteStringValue(item);
            writer.WriteEndArray();
        }

        if (declared.Description is { } description)
            writer.WriteString("description"u8, description);
        writer.WriteEndObject();
    }
}
