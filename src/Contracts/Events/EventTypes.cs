namespace Fleet.Contracts;

/// <summary>Types of the CloudEvents on <see cref="EntityNames.Events"/> and their routing keys.</summary>
public static class EventTypes
{
    /// <summary>A workflow has begun.</summary>
    public const string WorkflowStarted = "fleet.workflow.started";

    /// <summary>A workflow has ended; its phase is in the data.</summary>
    public const string WorkflowFinished = "fleet.workflow.finished";

    /// <summary>Prefix of node events: <c>fleet.node.started</c>, <c>fleet.node.finished</c>.</summary>
    public const string NodePrefix = "fleet.node.";

    /// <summary>A node's task runs.</summary>
    public const string NodeStarted = NodePrefix + "started";

    /// <summary>A node has ended.</summary>
    public const string NodeFinished = NodePrefix + "finished";

    /// <summary>Routing key <c>workflow.NAMESPACE.PHASE.TEMPLATE.NAME</c> (or <c>node.…</c>); dots within a part become <c>_</c>, an empty template is <c>-</c>.</summary>
    public static string RoutingKey(bool node, string ns, string phase, string? template, string name) =>
        string.Join('.', node ? "node" : "workflow", Part(ns), Part(phase), Part(template), Part(name));

    private static string Part(string? text) => string.IsNullOrEmpty(text) ? "-" : text.Replace('.', '_');
}
