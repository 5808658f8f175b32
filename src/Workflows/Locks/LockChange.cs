namespace Fleet.Workflows.Locks;

/// <summary>A row that changed.</summary>
/// <param name="Holder">Whose.</param>
/// <param name="Columns">The row; null: it is gone.</param>
public sealed record LockChange(LockHolder Holder, LockColumns? Columns);
