namespace Fleet.Workflows.Simulation;

/// <summary>When a task (or a suspend node) waited and ran.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Ready">When it could have begun.</param>
/// <param name="Started">When a worker took it; null: none did.</param>
/// <param name="Finished">When it ended; null: it did not.</param>
public sealed record TimelineSpan(int Ordinal, DateTimeOffset Ready, DateTimeOffset? Started, DateTimeOffset? Finished);
