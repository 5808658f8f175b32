namespace Fleet.Workflows.Locks;

/// <summary>A request that waits or holds, as it is stored.</summary>
/// <param name="Holder">Whose.</param>
/// <param name="Body">Everything else, in the machine's own format (it begins with a format number).</param>
public sealed record LockColumns(LockHolder Holder, ReadOnlyMemory<byte> Body);
