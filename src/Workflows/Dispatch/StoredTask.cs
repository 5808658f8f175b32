namespace Fleet.Workflows.Dispatch;

/// <summary>A live task as a new leader finds it in the store.</summary>
/// <param name="Key">The task.</param>
/// <param name="Columns">Its columns.</param>
public sealed record StoredTask(TaskKey Key, DispatchColumns Columns);
