using System.Globalization;
using System.Text.Json;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Values;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Template, inputs, outputs, loops and leaf facts in the body of a node's record.</summary>
internal static class NodeBodyParts
{
    public static void Write(Utf8JsonWriter writer, Node node, ValueTable values)
    {
        if (node.Template is { } template)
            WriteTemplate(writer, template);
        if (node.Inputs.Length > 0)
        {
            writer.WriteStartArray("in"u8);
            foreach (var value in node.Inputs)
                writer.WriteStringValue(values.Reference(value));
            writer.WriteEndArray();
        }

        WriteText(writer, "ia"u8, values.JsonReference(node.Artifacts));
        if (node.Outputs is { } outputs)
            WriteOutputs(writer, outputs, values);
        if (node.LoopTexts is { Count: > 0 } loops)
        {
            writer.WriteStartObject("loops"u8);
            foreach (var (site, text) in loops)
                writer.WriteString(site.ToString(CultureInfo.InvariantCulture), values.JsonReference(text));
            writer.WriteEndObject();
        }

        if (node.Leaf is { } leaf)
            WriteLeaf(writer, leaf, values);
    }

    public static TemplateHandle? ReadTemplate(JsonElement body, TemplateLibrary library)
    {
        if (!body.TryGetProperty("t"u8, out var template))
            return null;
        var scope = template.TryGetProperty("scope"u8, out var s) ? s.GetString()! : "";
        var inline = template.TryGetProperty("inline"u8, out var text) ? text.GetString() : null;
        var name = template.TryGetProperty("n"u8, out var n) ? n.GetString() : null;
        return library.Find(scope, name, null, inline, out var error) ?? throw new InvalidDataException(error);
    }

    public static string?[] ReadInputs(JsonElement body, ValueTable table)
    {
        if (!body.TryGetProperty("in"u8, out var list))
            return [];
        var values = new string?[list.GetArrayLength()];
        var i = 0;
        foreach (var value in list.EnumerateArray())
            values[i++] = table.Text(value.GetString());
        return values;
    }

    public static NodeOutputs? ReadOutputs(JsonElement body, ValueTable values)
    {
        if (!body.TryGetProperty("out"u8, out var outputs))
            return null;
        return new NodeOutputs
        {
            Parameters = outputs.TryGetProperty("p"u8, out var parameters) ? [.. parameters.EnumerateArray().Select(parameter => ReadParameter(parameter, values))] : [],
            Artifacts = values.JsonText(Text(outputs, "a"u8)),
            Result = values.Text(Text(outputs, "r"u8)),
            ExitCode = Text(outputs, "x"u8),
        };
    }

    public static Dictionary<int, string>? ReadLoops(JsonElement body, ValueTable values)
    {
        if (!body.TryGetProperty("loops"u8, out var loops))
            return null;
        var result = new Dictionary<int, string>();
        foreach (var loop in loops.EnumerateObject())
            result[int.Parse(loop.Name, CultureInfo.InvariantCulture)] = values.JsonText(loop.Value.GetString())!;
        return result;
    }

    public static LeafState? ReadLeaf(JsonElement body, ReadOnlyMemory<byte> request, ValueTable values)
    {
        if (!body.TryGetProperty("leaf"u8, out var leaf))
            return null;
        return new LeafState
        {
            Dispatch = leaf.TryGetProperty("d"u8, out var dispatch) ? dispatch.GetInt32() : 0,
            ResumeAt = leaf.TryGetProperty("ra"u8, out var at) ? at.GetInt64() : 0,
            StopMessage = Text(leaf, "sm"u8),
            Managed = values.JsonText(Text(leaf, "mg"u8)),
            HostName = Text(leaf, "h"u8),
            Ip = Text(leaf, "ip"u8),
            Engine = Text(leaf, "e"u8),
            Request = request,
        };
    }

    private static void WriteTemplate(Utf8JsonWriter writer, TemplateHandle template)
    {
        writer.WriteStartObject("t"u8);
        if (template.Scope.Length > 0)
            writer.WriteString("scope"u8, template.Scope);
        if (template.Inline is { } inline)
            writer.WriteString("inline"u8, inline);
        else
            writer.WriteString("n"u8, template.Template.Name);
        writer.WriteEndObject();
    }

    private static void WriteOutputs(Utf8JsonWriter writer, NodeOutputs outputs, ValueTable values)
    {
        writer.WriteStartObject("out"u8);
        if (outputs.Parameters.Length > 0)
        {
            writer.WriteStartArray("p"u8);
            foreach (var parameter in outputs.Parameters)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(parameter.Name);
                writer.WriteStringValue(values.Reference(parameter.Value));
                writer.WriteStringValue(parameter.GlobalName);
                if (parameter.Default is { } otherwise)
                    writer.WriteStringValue(values.Reference(otherwise));
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        WriteText(writer, "a"u8, values.JsonReference(outputs.Artifacts));
        WriteText(writer, "r"u8, values.Reference(outputs.Result));
        WriteText(writer, "x"u8, outputs.ExitCode);
        writer.WriteEndObject();
    }

    private static void WriteLeaf(Utf8JsonWriter writer, LeafState leaf, ValueTable values)
    {
        writer.WriteStartObject("leaf"u8);
        if (leaf.Dispatch != 0)
            writer.WriteNumber("d"u8, leaf.Dispatch);
        if (leaf.ResumeAt != 0)
            writer.WriteNumber("ra"u8, leaf.ResumeAt);
        WriteText(writer, "sm"u8, leaf.StopMessage);
        WriteText(writer, "mg"u8, values.JsonReference(leaf.Managed));
        WriteText(writer, "h"u8, leaf.HostName);
        WriteText(writer, "ip"u8, leaf.Ip);
        WriteText(writer, "e"u8, leaf.Engine);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static OutputParameter ReadParameter(JsonElement parameter, ValueTable values) =>
        new(parameter[0].GetString()!, values.Text(parameter[1].GetString()), parameter[2].GetString(), parameter.GetArrayLength() > 3 ? values.Text(parameter[3].GetString()) : null);

    private static string? Text(JsonElement body, ReadOnlySpan<byte> name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
}
