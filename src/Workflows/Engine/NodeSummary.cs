using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine;

/// <summary>A node as events and messages tell of it.</summary>
public sealed record NodeSummary
{
    /// <summary>Key within the workflow.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Argo's node id.</summary>
    public required string Id { get; init; }

    /// <summary>Full name.</summary>
    public required string Name { get; init; }

    /// <summary>What users see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Argo's type.</summary>
    public required string Type { get; init; }

    /// <summary>Argo's phase.</summary>
    public required string Phase { get; init; }

    /// <summary>Template; empty: none.</summary>
    public required string TemplateName { get; init; }

    /// <summary>Name of its pod (format v2); null: it has none.</summary>
    public string? PodName { get; init; }

    /// <summary>Argo's message; null: none.</summary>
    public string? Message { get; init; }

    /// <summary>Begin.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>End; null: open.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Exit code of the main container; null: none.</summary>
    public string? ExitCode { get; init; }

    internal static NodeSummary Of(WorkflowState state, Node node) => new()
    {
        Ordinal = node.Ordinal,
        Id = NodeNames.Id(state, node),
        Name = NodeNames.Name(state, node),
        DisplayName = NodeNames.DisplayName(state, node),
        Type = node.Type.ToString(),
        Phase = node.Phase.ToString(),
        TemplateName = node.TemplateName ?? node.Template?.Template.Name ?? "",
        PodName = node.Type == NodeType.Pod ? NodeNames.PodName(state.Name, NodeNames.Name(state, node), node.TemplateName ?? node.Template?.Template.Name ?? "") : null,
        Message = node.Message,
        StartedAt = new DateTimeOffset(node.StartedAt, TimeSpan.Zero),
        FinishedAt = node.FinishedAt == 0 ? null : new DateTimeOffset(node.FinishedAt, TimeSpan.Zero),
        ExitCode = node.Outputs?.ExitCode,
    };
}
