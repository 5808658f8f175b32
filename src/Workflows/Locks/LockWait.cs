namespace Fleet.Workflows.Locks;

/// <summary>Why a request waits.</summary>
/// <param name="Holder">Who waits.</param>
/// <param name="Text">A sentence: for which lock, who holds it and since when, how many come before.</param>
public sealed record LockWait(LockHolder Holder, string Text);
