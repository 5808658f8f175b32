using System.Text.Json;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Values;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Outputs in Argo's JSON form, as the memoization cache keeps them.</summary>
internal static class MemoOutputs
{
    public static string Write(NodeOutputs? outputs, ValueTable values)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            if (outputs is not null)
                Write(writer, outputs, values);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static NodeOutputs? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return root.EnumerateObject().Any()
            ? new NodeOutputs
            {
                Parameters = root.TryGetProperty("parameters"u8, out var list) ? [.. list.EnumerateArray().Select(p => new OutputParameter(Text(p, "name"u8) ?? "", Text(p, "value"u8), Text(p, "globalName"u8)))] : [],
                Artifacts = root.TryGetProperty("artifacts"u8, out var artifacts) ? artifacts.GetRawText() : null,
                Result = Text(root, "result"u8),
                ExitCode = Text(root, "exitCode"u8),
            }
            : null;
    }

    private static void Write(Utf8JsonWriter writer, NodeOutputs outputs, ValueTable values)
    {
        if (outputs.Parameters.Length > 0)
        {
            writer.WriteStartArray("parameters"u8);
            foreach (var parameter in outputs.Parameters)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, parameter.Name);
                WriteText(writer, "value"u8, parameter.Value);
                WriteText(writer, "globalName"u8, parameter.GlobalName);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (values.Whole(outputs.Artifacts) is { } artifacts)
        {
            writer.WritePropertyName("artifacts"u8);
            writer.WriteRawValue(artifacts);
        }

        WriteText(writer, "result"u8, outputs.Result);
        WriteText(writer, "exitCode"u8, outputs.ExitCode);
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static string? Text(JsonElement element, ReadOnlySpan<byte> name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
