namespace Fleet.Workflows.Engine;

/// <summary>Look an entry of the memoization cache up. Answered by <see cref="MemoAnswered"/>.</summary>
/// <param name="Ordinal">The node that waits for it.</param>
/// <param name="Key">The entry.</param>
public sealed record LookUpMemo(int Ordinal, MemoKey Key) : EngineCommand;
