namespace Fleet.Workflows.Engine;

/// <summary>A node gets ready: what its Pending message says (<c>pulling alpine:3.23 62 %</c>). Or members of a container set began or ended.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Dispatch">The issue.</param>
/// <param name="Message">A sentence for users.</param>
/// <param name="Containers">Facts of members so far; null or empty: it only gets ready.</param>
/// <param name="Collecting">Its containers have ended, and its outputs are stored: what its message says while it still counts as Running, such as what it waits for.</param>
public sealed record TaskProgressed(int Ordinal, int Dispatch, string? Message, IReadOnlyList<ContainerOutcome>? Containers = null, bool Collecting = false) : EngineEvent;
