namespace Fleet.Coordinator.Storage;

/// <summary>A request for locks that holds or waits.</summary>
/// <param name="Workflow">Whose.</param>
/// <param name="Ordinal">The node; -1: the workflow itself.</param>
/// <param name="Body">The lock manager's own record.</param>
public sealed record LockRow(Guid Workflow, int Ordinal, ReadOnlyMemory<byte> Body);
