using System.Text.Json.Serialization;

namespace Fleet.Coordinator.Api;

/// <summary>Something that waits, in an answer why.</summary>
/// <param name="Node">The node, or the name of the one that would start.</param>
/// <param name="Kind">What it waits for (<see cref="Runs.WaitingView.Kind"/>).</param>
/// <param name="Reason">A sentence.</param>
/// <param name="Until">When it goes on by itself; null: unknown.</param>
public sealed record WhyWaiting(
    [property: JsonPropertyName("node")] string Node,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("until")] DateTimeOffset? Until);
