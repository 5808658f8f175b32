namespace Fleet.Workflows.Dispatch;

/// <summary>A task's columns to be written with its node's row.</summary>
/// <param name="Key">The task.</param>
/// <param name="Columns">The new columns; null: it is not live any more.</param>
public sealed record TaskChange(TaskKey Key, DispatchColumns? Columns);
