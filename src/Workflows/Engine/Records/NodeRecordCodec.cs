using System.Globalization;
using System.Text.Json;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Values;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Nodes as records. The body is JSON with short names, beginning with a format number; what has its default value is left out.</summary>
internal static class NodeRecordCodec
{
    private const int Format = 1;

    public static NodeRecord Write(WorkflowState state, Node node) => new()
    {
        Ordinal = node.Ordinal,
        Phase = node.Phase.ToString(),
        Type = node.Type.ToString(),
        Boundary = node.Boundary,
        Name = NodeNames.Name(state, node),
        Body = Body(state, node),
        Request = node.Leaf?.Request ?? default,
    };

    public static Node Read(NodeRecord record, WorkflowState state)
    {
        var library = state.Library;
        try
        {
            using var document = JsonDocument.Parse(record.Body);
            var body = document.RootElement;
            if (body.GetProperty("v"u8).GetInt32() != Format)
                throw new InvalidDataException($"node {record.Name} has format {body.GetProperty("v"u8)}, known is {Format}");
            if (record.Ordinal == 0)
                StoredTemplatesCodec.Read(body, library);
            return Read(record, body, library, state.Values);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"the record of node {record.Name} cannot be read: {e.Message}", e);
        }
    }

    private static Node Read(NodeRecord record, JsonElement body, TemplateLibrary library, ValueTable values) => new()
    {
        Ordinal = record.Ordinal,
        Boundary = record.Boundary,
        Phase = Enum.Parse<NodePhase>(record.Phase),
        Type = Enum.Parse<NodeType>(record.Type),
        Owner = body.GetProperty("o"u8).GetInt32(),
        Role = (NodeRole)body.GetProperty("r"u8).GetByte(),
        Suffix = body.GetProperty("s"u8).GetString()!,
        DisplayName = Text(body, "dn"u8),
        Hash = body.GetProperty("h"u8).GetUInt32(),
        Site = Int(body, "site"u8, -1),
        Index = Int(body, "i"u8, -1),
        Depth = Int(body, "d"u8, 0),
        Flags = (NodeFlags)Int(body, "f"u8, 0),
        StartedAt = Long(body, "sa"u8),
        FinishedAt = Long(body, "fa"u8),
        Template = NodeBodyParts.ReadTemplate(body, library),
        TemplateName = Text(body, "tn"u8),
        Message = Text(body, "m"u8),
        Item = values.JsonText(Text(body, "it"u8)),
        Inputs = NodeBodyParts.ReadInputs(body, values),
        Artifacts = values.JsonText(Text(body, "ia"u8)),
        Outputs = NodeBodyParts.ReadOutputs(body, values),
        LoopTexts = NodeBodyParts.ReadLoops(body, values),
        Leaf = NodeBodyParts.ReadLeaf(body, record.Request, values),
        Locks = StandingCodec.ReadLocks(body),
        Memo = StandingCodec.ReadMemo(body),
    };

    private static byte[] Body(WorkflowState state, Node node)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v"u8, Format);
            writer.WriteNumber("o"u8, node.Owner);
            writer.WriteNumber("r"u8, (byte)node.Role);
            writer.WriteString("s"u8, node.Suffix);
            writer.WriteNumber("h"u8, node.Hash);
            Number(writer, "site"u8, node.Site, -1);
            Number(writer, "i"u8, node.Index, -1);
            Number(writer, "d"u8, node.Depth, 0);
            Number(writer, "f"u8, (int)node.Flags, 0);
            Number(writer, "sa"u8, node.StartedAt, 0);
            Number(writer, "fa"u8, node.FinishedAt, 0);
            Text(writer, "dn"u8, node.DisplayName);
            Text(writer, "tn"u8, node.TemplateName);
            Text(writer, "m"u8, node.Message);
            Text(writer, "it"u8, state.Values.JsonReference(node.Item));
            NodeBodyParts.Write(writer, node, state.Values);
            StandingCodec.Write(writer, node.Locks);
            StandingCodec.Write(writer, node.Memo);
            if (node.Ordinal == 0)
                StoredTemplatesCodec.Write(writer, state.Library);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Number(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long value, long otherwise)
    {
        if (value != otherwise)
            writer.WriteNumber(name, value);
    }

    private static void Text(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static int Int(JsonElement body, ReadOnlySpan<byte> name, int otherwise) => body.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;

    private static long Long(JsonElement body, ReadOnlySpan<byte> name) => body.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private static string? Text(JsonElement body, ReadOnlySpan<byte> name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
}
