using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Runs;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Outbox;

/// <summary>Writes the engine's announcements as CloudEvents (structured JSON mode), numbered per workflow.</summary>
internal sealed class EventWriter(EventLevel level)
{
    /// <summary>Annotation by which a workflow asks for events of its nodes.</summary>
    public const string Annotation = "fleet/events";

    /// <summary>The event's body and routing key; null: it is not published.</summary>
    public (byte[] Body, string RoutingKey)? Write(WorkflowUnit unit, Announce what, DateTimeOffset now)
    {
        var node = what.Kind is AnnouncementKind.NodeStarted or AnnouncementKind.NodeFinished;
        if (level == EventLevel.None || (node && level != EventLevel.Nodes && !AsksForNodes(unit))) return null;
        var record = unit.Machine.Record();
        var facts = what.Ordinal is { } ordinal && node ? unit.Machine.Facts(ordinal) : null;
        var template = facts is null ? unit.Machine.Manifest.Spec.WorkflowTemplateRef?.Name : facts.Template;
        var key = EventTypes.RoutingKey(node, record.Namespace, facts?.Phase ?? record.Phase, template, record.Name);
        return (Body(unit, record, facts, Type(what.Kind), now), key);
    }

    private static bool AsksForNodes(WorkflowUnit unit) =>
        unit.Machine.Manifest.Metadata.Annotations.TryGetValue(Annotation, out var wish) && wish == "nodes";

    private static string Type(AnnouncementKind kind) => kind switch
    {
        AnnouncementKind.WorkflowStarted => EventTypes.WorkflowStarted,
        AnnouncementKind.WorkflowFinished => EventTypes.WorkflowFinished,
        AnnouncementKind.NodeStarted => EventTypes.NodeStarted,
        _ => EventTypes.NodeFinished,
    };

    private static byte[] Body(WorkflowUnit unit, WorkflowRecord record, Runs.Machines.NodeFacts? node, string type, DateTimeOffset now)
    {
        var sequence = unit.NextEvent();
        var buffer = new ArrayBufferWriter<byte>(768);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion"u8, "1.0"u8);
            json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"{record.Uid:D}/{sequence}"));
            json.WriteString("source"u8, $"/fleet/{record.Namespace}/{record.Name}");
            json.WriteString("type"u8, type);
            json.WriteString("subject"u8, node?.Name ?? record.Name);
            json.WriteString("time"u8, now);
            json.WriteString("datacontenttype"u8, "application/json"u8);
            json.WriteNumber("sequence"u8, sequence);
            json.WriteStartObject("data"u8);
            Workflow(json, unit, record);
            if (node is not null) Node(json, node);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Workflow(Utf8JsonWriter json, WorkflowUnit unit, WorkflowRecord record)
    {
        json.WriteString("namespace"u8, record.Namespace);
        json.WriteString("name"u8, record.Name);
        json.WriteString("uid"u8, record.Uid);
        json.WriteString("phase"u8, record.Phase);
        if (record.Message is { Length: > 0 } message) json.WriteString("message"u8, message);
        json.WriteString("progress"u8, record.Progress);
        Time(json, "startedAt", record.StartedAt);
        Time(json, "finishedAt", record.FinishedAt);
        json.WriteStartObject("labels"u8);
        foreach (var (key, value) in unit.Machine.Manifest.Metadata.Labels) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void Node(Utf8JsonWriter json, Runs.Machines.NodeFacts node)
    {
        json.WriteStartObject("node"u8);
        json.WriteString("id"u8, node.Id);
        json.WriteString("name"u8, node.Name);
        json.WriteString("displayName"u8, node.DisplayName);
        json.WriteString("type"u8, node.Type);
        if (node.Template is not null) json.WriteString("templateName"u8, node.Template);
        json.WriteString("phase"u8, node.Phase);
        if (node.Message is { Length: > 0 } message) json.WriteString("message"u8, message);
        if (node.ExitCode is not null) json.WriteString("exitCode"u8, node.ExitCode);
        Time(json, "startedAt", node.StartedAt);
        Time(json, "finishedAt", node.FinishedAt);
        json.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value) json.WriteString(name, value);
    }
}
