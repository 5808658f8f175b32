using System.Text.Json;
using Fleet.Coordinator.Api;

namespace Fleet.Cli.Rendering;

/// <summary>What the CLI shows of a Workflow object.</summary>
internal sealed record WorkflowView
{
    public required JsonElement Json { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Phase { get; init; }

    public string Message { get; init; } = "";

    public string Progress { get; init; } = "";

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public int Priority { get; init; }

    public IReadOnlyDictionary<string, NodeView> Nodes { get; init; } = new Dictionary<string, NodeView>();

    /// <summary>What to do since nobody runs it at present; null: somebody does, or it has ended.</summary>
    public string? Interrupted { get; init; }

    /// <summary>Phase for people: with what holds it up.</summary>
    public string Status => (Phase.Length == 0 ? "Pending" : Phase) + (Interrupted is not null ? " (Interrupted)" : IsSuspended ? " (Suspended)" : "");

    /// <summary>It has ended: <c>finishedAt</c> is set.</summary>
    public bool IsDone => FinishedAt is not null;

    /// <summary>A suspend node runs, or <c>spec.suspend</c> is set.</summary>
    public bool IsSuspended => !IsDone && (Json.Member("spec", "suspend")?.ValueKind == JsonValueKind.True || Nodes.Values.Any(node => node is { Type: "Suspend", Phase: "Running" }));

    public static WorkflowView Read(JsonElement workflow)
    {
        var metadata = workflow.Member("metadata") ?? default;
        var status = workflow.Member("status") ?? default;
        return new WorkflowView
        {
            Json = workflow,
            Namespace = metadata.Text("namespace"),
            Name = metadata.Text("name") is { Length: > 0 } name ? name : metadata.Text("generateName"),
            CreatedAt = metadata.Time("creationTimestamp"),
            Phase = status.Text("phase"),
            Message = status.Text("message"),
            Progress = status.Text("progress"),
            Interrupted = status.Items("conditions").FirstOrDefault(condition => condition.Text("type") == Interruptions.Condition) is { ValueKind: JsonValueKind.Object } condition ? condition.Text("message") : null,
            StartedAt = status.Time("startedAt"),
            FinishedAt = status.Time("finishedAt"),
            Priority = workflow.Member("spec", "priority") is { ValueKind: JsonValueKind.Number } priority ? priority.GetInt32() : 0,
            Nodes = status.Member("nodes") is { ValueKind: JsonValueKind.Object } nodes
                ? nodes.EnumerateObject().Select(node => NodeView.Read(node.Value)).ToDictionary(node => node.Id, StringComparer.Ordinal)
                : new Dictionary<string, NodeView>(),
        };
    }
}
