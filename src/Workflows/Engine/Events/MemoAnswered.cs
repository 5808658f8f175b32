namespace Fleet.Workflows.Engine;

/// <summary>What the memoization cache has.</summary>
/// <param name="Ordinal">The node that asked.</param>
/// <param name="Entry">The entry; null: there is none.</param>
public sealed record MemoAnswered(int Ordinal, MemoEntry? Entry) : EngineEvent;
