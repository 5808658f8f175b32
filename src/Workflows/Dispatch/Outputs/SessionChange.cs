namespace Fleet.Workflows.Dispatch;

/// <summary>A session to be written or removed.</summary>
/// <param name="Session">Its number.</param>
/// <param name="Columns">The new columns; null: remove it.</param>
public sealed record SessionChange(long Session, SessionColumns? Columns);
