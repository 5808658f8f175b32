using System.Text.Json.Serialization;

namespace Fleet.Coordinator.Api;

/// <summary>Why a workflow, or a node of it, is where it is.</summary>
public sealed record WhyReply
{
    /// <summary>Name of the workflow.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    [JsonPropertyName("namespace")]
    public required string Namespace { get; init; }

    /// <summary>Its phase.</summary>
    [JsonPropertyName("phase")]
    public required string Phase { get; init; }

    /// <summary>Its message; null: none.</summary>
    [JsonPropertyName("message")]
    public string? Message { get; init; }

    /// <summary>Tasks that run.</summary>
    [JsonPropertyName("running")]
    public int Running { get; init; }

    /// <summary>Those of <see cref="Running"/> that are daemons and ready: they end with what they are for, which may be what waits.</summary>
    [JsonPropertyName("daemons")]
    public int Daemons { get; init; }

    /// <summary>The nodes that were asked for; empty when none was, or where there is none yet.</summary>
    [JsonPropertyName("nodes")]
    public IReadOnlyList<WhyNode> Nodes { get; init; } = [];

    /// <summary>What waits, in the order in which it would start; at most a thousand.</summary>
    [JsonPropertyName("waiting")]
    public IReadOnlyList<WhyWaiting> Waiting { get; init; } = [];

    /// <summary>What workers say of tasks that they have: what is got ready, or waited for; at most a thousand.</summary>
    [JsonPropertyName("told")]
    public IReadOnlyList<WhyNode> Told { get; init; } = [];

    /// <summary>Where it failed: tasks and calls, not what stands around them.</summary>
    [JsonPropertyName("failed")]
    public IReadOnlyList<WhyNode> Failed { get; init; } = [];
}
