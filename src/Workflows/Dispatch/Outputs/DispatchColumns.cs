namespace Fleet.Workflows.Dispatch;

/// <summary>The dispatcher's part of a node's row.</summary>
/// <param name="Dispatch">Issues so far; 0: never issued.</param>
/// <param name="State">A <see cref="LiveTaskState"/> as number.</param>
/// <param name="Body">Everything else, in the dispatcher's own format (it begins with a format number).</param>
public sealed record DispatchColumns(int Dispatch, int State, ReadOnlyMemory<byte> Body);
