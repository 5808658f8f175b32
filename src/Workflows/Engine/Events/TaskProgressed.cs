namespace Fleet.Workflows.Engine;

/// <summary>A node gets ready: what its Pending message says (<c>pulling alpine:3.23 62 %</c>).</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Dispatch">The issue.</param>
/// <param name="Message">A sentence for users.</param>
public sealed record TaskProgressed(int Ordinal, int Dispatch, string? Message) : EngineEvent;
