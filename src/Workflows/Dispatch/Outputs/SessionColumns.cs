namespace Fleet.Workflows.Dispatch;

/// <summary>A worker session as it is stored.</summary>
/// <param name="Session">Its number.</param>
/// <param name="WorkerId">The worker.</param>
/// <param name="State">A <see cref="SessionState"/> as number.</param>
/// <param name="Body">Everything else, in the dispatcher's own format (it begins with a format number).</param>
public sealed record SessionColumns(long Session, string WorkerId, int State, ReadOnlyMemory<byte> Body)
{
    /// <summary>What the session's worker said of itself.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote the row.</exception>
    public Hello ReadWorker() => SessionCodec.WorkerOf(this);
}
