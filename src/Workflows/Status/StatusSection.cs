using System.Globalization;
using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Status;

/// <summary><c>status</c> of a Workflow object.</summary>
internal static class StatusSection
{
    public static void Write(Utf8JsonWriter writer, WorkflowState state, JsonElement manifest, WorkflowStatusOptions options)
    {
        writer.WriteStartObject();
        WriteHead(writer, state.Phase, state.StartedAt, state.FinishedAt, state.Message, state.Progress);
        WriteConditions(writer, state);
        var resources = ResourceUse.None;
        var values = new ShownValues(options.ValueRoom, state.FindValue);
        if (!options.WithoutNodes && state.NodeCount > 0)
        {
            var graph = NodeGraph.Of(state);
            var progress = NodeProgress.Of(state);
            writer.WriteStartObject("nodes"u8);
            foreach (var node in state.Nodes)
            {
                if (node.Has(NodeFlags.Removed))
                    continue;
                var use = ResourceUse.Of(state, node);
                resources += use;
                NodeWriter.Write(writer, state, graph, progress[node.Ordinal], use, values, node);
            }

            writer.WriteEndObject();
        }

        resources.Write(writer);
        SynchronizationSection.Write(writer, state);
        WriteOutputs(writer, state, values);
        if (state.RepositoryRef is { } repository)
        {
            writer.WritePropertyName("artifactRepositoryRef"u8);
            writer.WriteRawValue(repository, skipInputValidation: true);
        }

        WriteTemplates(writer, state, manifest);
        writer.WriteEndObject();
    }

    // Argo's names: the key tells where a template is from, the template in it has the defaults of the workflow.
    private static void WriteTemplates(Utf8JsonWriter writer, WorkflowState state, JsonElement manifest)
    {
        if (ObjectWriter.Field(ObjectWriter.Field(manifest, "status"), "storedWorkflowTemplateSpec") is { ValueKind: JsonValueKind.Object } stored)
        {
            writer.WritePropertyName("storedWorkflowTemplateSpec"u8);
            stored.WriteTo(writer);
        }

        var referenced = state.Library.Referenced;
        if (state.Library.ReferencedCount == 0)
            return;
        writer.WriteStartObject("storedTemplates"u8);
        foreach (var handle in referenced)
        {
            writer.WritePropertyName($"{handle.Scope}/{handle.Template.Name}");
            writer.WriteRawValue(handle.Template.Json, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    public static void WriteSummary(Utf8JsonWriter writer, WorkflowRecord record)
    {
        writer.WriteStartObject();
        WriteHead(writer, record.Phase, record.StartedAt, record.FinishedAt, record.Message, record.Progress);
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, string phase, DateTimeOffset? started, DateTimeOffset? finished, string? message, string progress)
    {
        if (phase.Length > 0)
            writer.WriteString("phase"u8, phase);
        ObjectWriter.WriteTime(writer, "startedAt"u8, started);
        ObjectWriter.WriteTime(writer, "finishedAt"u8, finished);
        if (!string.IsNullOrEmpty(message))
            writer.WriteString("message"u8, message);
        writer.WriteString("progress"u8, progress);
    }

    private static void WriteConditions(Utf8JsonWriter writer, WorkflowState state)
    {
        if (state.Phase.Length == 0)
            return;
        writer.WriteStartArray("conditions"u8);
        if (IsPodRunning(state) is { } running)
            WriteCondition(writer, "PodRunning", running, null);
        if (state.IsFinished)
            WriteCondition(writer, "Completed", true, null);
        else if (state.Retries > 0)
            WriteCondition(writer, "Completed", false, null);
        if (state.MetricsError is { } spoilt)
            WriteCondition(writer, "MetricsError", true, spoilt);
        if (state.Warning.Text is { Length: > 0 } warning)
            WriteCondition(writer, "SpecWarning", true, warning);
        writer.WriteEndArray();
    }

    // Null: there are no pods.
    private static bool? IsPodRunning(WorkflowState state)
    {
        bool? running = null;
        foreach (var node in state.Nodes)
        {
            if (node.Type != NodeType.Pod)
                continue;
            running = node.Phase == NodePhase.Running;
            if (running == true || state.IsFinished)
                break;
        }

        return running;
    }

    private static void WriteCondition(Utf8JsonWriter writer, string type, bool holds, string? message)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteString("status"u8, holds ? "True" : "False");
        if (message is not null)
            writer.WriteString("message"u8, message);
        writer.WriteEndObject();
    }

    private static void WriteOutputs(Utf8JsonWriter writer, WorkflowState state, ShownValues values)
    {
        if (state.GlobalOutputs.Count == 0 && state.GlobalArtifacts.Count == 0)
            return;
        writer.WriteStartObject("outputs"u8);
        if (state.GlobalOutputs.Count > 0)
            WriteParameters(writer, state, values);
        if (state.GlobalArtifacts.Count > 0)
        {
            writer.WriteStartArray("artifacts"u8);
            foreach (var artifact in state.GlobalArtifacts.Values)
                writer.WriteRawValue(artifact, skipInputValidation: true);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, WorkflowState state, ShownValues values)
    {
        writer.WriteStartArray("parameters"u8);
        foreach (var (name, value) in state.GlobalOutputs)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteString("value"u8, values.Of(value));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
