using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Status;

/// <summary>One entry of <c>status.nodes</c>.</summary>
internal static class NodeWriter
{
    public static void Write(Utf8JsonWriter writer, WorkflowState state, NodeGraph graph, string? progress, ResourceUse use, ShownValues values, Node node)
    {
        var id = NodeNames.Id(state, node);
        writer.WriteStartObject(id);
        writer.WriteString("id"u8, id);
        writer.WriteString("name"u8, NodeNames.Name(state, node));
        writer.WriteString("displayName"u8, NodeNames.DisplayName(state, node));
        writer.WriteString("type"u8, node.Type.ToString());
        WriteTemplate(writer, state, node);
        writer.WriteString("phase"u8, node.Phase.ToString());
        if (node.Boundary >= 0)
            writer.WriteString("boundaryID"u8, NodeNames.Id(state, state.Nodes[node.Boundary]));
        if (!string.IsNullOrEmpty(node.Message))
            writer.WriteString("message"u8, node.Message);
        writer.WriteString("startedAt"u8, NodeFacts.Time(node.StartedAt));
        if (node.FinishedAt == 0)
            writer.WriteNull("finishedAt"u8);
        else
            writer.WriteString("finishedAt"u8, NodeFacts.Time(node.FinishedAt));
        if (progress is not null)
            writer.WriteString("progress"u8, progress);
        use.Write(writer);
        WriteLeaf(writer, node);
        WriteFlags(writer, node);
        WriteStandings(writer, node);
        WriteInputs(writer, node, values);
        WriteOutputs(writer, node, values);
        WriteIds(writer, "children"u8, state, graph.Children(node.Ordinal));
        if (node.IsFulfilled)
            WriteIds(writer, "outboundNodes"u8, state, graph.Outbound(node));
        writer.WriteEndObject();
    }

    private static void WriteTemplate(Utf8JsonWriter writer, WorkflowState state, Node node)
    {
        if (node.Referenced is { } referenced)
        {
            WriteReference(writer, referenced);
        }
        else
        {
            var name = node.TemplateName ?? node.Template?.Template.Name;
            if (!string.IsNullOrEmpty(name) && node.Type != NodeType.StepGroup)
                writer.WriteString("templateName"u8, name);
        }

        // Where the call stands, not what it calls.
        var scope = node.Boundary < 0 ? "" : state.Nodes[node.Boundary].Template?.Scope ?? "";
        writer.WriteString("templateScope"u8, scope.Length > 0 ? scope : $"local/{state.Name}");
    }

    private static void WriteReference(Utf8JsonWriter writer, Engine.Plans.TemplateHandle handle)
    {
        writer.WriteStartObject("templateRef"u8);
        writer.WriteString("name"u8, handle.ScopeName);
        writer.WriteString("template"u8, handle.Template.Name);
        if (handle.Scope.StartsWith("cluster/", StringComparison.Ordinal))
            writer.WriteBoolean("clusterScope"u8, true);
        writer.WriteEndObject();
    }

    private static void WriteLeaf(Utf8JsonWriter writer, Node node)
    {
        if (node.Has(NodeFlags.Daemoned) && node.FinishedAt == 0)
            writer.WriteBoolean("daemoned"u8, true);
        if (node.Leaf?.Ip is { Length: > 0 } ip)
            writer.WriteString("podIP"u8, ip);
        if (node.Leaf?.HostName is { Length: > 0 } host)
            writer.WriteString("hostNodeName"u8, host);
    }

    private static void WriteFlags(Utf8JsonWriter writer, Node node)
    {
        if (!node.Has(NodeFlags.Hooked | NodeFlags.Retried))
            return;
        writer.WriteStartObject("nodeFlag"u8);
        if (node.Has(NodeFlags.Hooked))
            writer.WriteBoolean("hooked"u8, true);
        if (node.Has(NodeFlags.Retried))
            writer.WriteBoolean("retried"u8, true);
        writer.WriteEndObject();
    }

    private static void WriteStandings(Utf8JsonWriter writer, Node node)
    {
        if (node.Locks?.Waiting is { } waiting)
        {
            writer.WriteStartObject("synchronizationStatus"u8);
            writer.WriteString("waiting"u8, waiting.ToString());
            writer.WriteEndObject();
        }

        if (node.Memo is not { Hit: { } hit } memo)
            return;
        writer.WriteStartObject("memoizationStatus"u8);
        writer.WriteBoolean("hit"u8, hit);
        writer.WriteString("key"u8, memo.Key);
        writer.WriteString("cacheName"u8, memo.Cache);
        writer.WriteEndObject();
    }

    private static void WriteInputs(Utf8JsonWriter writer, Node node, ShownValues values)
    {
        if ((node.Inputs.Length == 0 && node.Artifacts is null) || node.Template?.Template.Inputs.Parameters is not { } declared)
            return;
        writer.WriteStartObject("inputs"u8);
        if (node.Inputs.Length > 0)
            WriteParameters(writer, node, declared, values);
        if (node.Artifacts is { } artifacts)
        {
            writer.WritePropertyName("artifacts"u8);
            writer.WriteRawValue(values.Json(artifacts), skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, Node node, IReadOnlyList<Parameter> declared, ShownValues values)
    {
        writer.WriteStartArray("parameters"u8);
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            var choice = node.Type == NodeType.Suspend ? SuspendInput.Read(node.Inputs[i]) : null;
            ParameterJson.Write(writer, choice is null ? declared[i] : declared[i] with { Enum = choice.Allowed, Default = choice.Default }, node.Inputs[i] is { } value ? values.Of(value) : null);
        }

        writer.WriteEndArray();
    }

    private static void WriteOutputs(Utf8JsonWriter writer, Node node, ShownValues values)
    {
        if (node.Outputs is not { } outputs || (outputs.Parameters.Length == 0 && outputs.Artifacts is null && outputs.Result is null && outputs.ExitCode is null))
            return;
        writer.WriteStartObject("outputs"u8);
        if (outputs.Parameters.Length > 0)
        {
            writer.WriteStartArray("parameters"u8);
            foreach (var parameter in outputs.Parameters)
                WriteParameter(writer, node, parameter, values);
            writer.WriteEndArray();
        }

        if (outputs.Artifacts is { } artifacts)
        {
            writer.WritePropertyName("artifacts"u8);
            writer.WriteRawValue(values.Json(artifacts), skipInputValidation: true);
        }

        if (outputs.Result is { } result)
            writer.WriteString("result"u8, values.Of(result));
        if (outputs.ExitCode is { } code)
            writer.WriteString("exitCode"u8, code);
        writer.WriteEndObject();
    }

    private static void WriteParameter(Utf8JsonWriter writer, Node node, OutputParameter parameter, ShownValues values)
    {
        var declared = node.Template?.Template.Outputs.Parameters.FirstOrDefault(p => p.Name == parameter.Name);
        writer.WriteStartObject();
        writer.WriteString("name"u8, parameter.Name);
        if (parameter.Value is { } value)
            writer.WriteString("value"u8, values.Of(value));
        if (parameter.GlobalName is { } globalName)
            writer.WriteString("globalName"u8, globalName);
        if (declared?.Description is { } description)
            writer.WriteString("description"u8, description);
        // A supplied output that has its value is no question to users any more (Argo's updateSuspendedNode).
        if (declared?.ValueFrom is { } source && !(source.Supplied && parameter.Value is not null))
            WriteSource(writer, parameter.Default is { } otherwise ? source with { Default = values.Of(otherwise) } : source);
        writer.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter writer, ValueFrom source)
    {
        writer.WriteStartObject("valueFrom"u8);
        if (source.Path is { } path)
            writer.WriteString("path"u8, path);
        if (source.JsonPath is { } jsonPath)
            writer.WriteString("jsonPath"u8, jsonPath);
        if (source.JqFilter is { } jqFilter)
            writer.WriteString("jqFilter"u8, jqFilter);
        if (source.Parameter is { } parameter)
            writer.WriteString("parameter"u8, parameter);
        if (source.Expression is { } expression)
            writer.WriteString("expression"u8, expression);
        if (source.Default is { } otherwise)
            writer.WriteString("default"u8, otherwise);
        if (source.Supplied)
        {
            writer.WriteStartObject("supplied"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter writer, ReadOnlySpan<byte> name, WorkflowState state, IReadOnlyList<int> nodes)
    {
        if (nodes.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var node in nodes)
            writer.WriteStringValue(NodeNames.Id(state, state.Nodes[node]));
        writer.WriteEndArray();
    }
}
