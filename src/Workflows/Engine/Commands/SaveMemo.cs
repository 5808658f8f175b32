namespace Fleet.Workflows.Engine;

/// <summary>Put an entry into the memoization cache; it replaces an older one.</summary>
/// <param name="Key">The entry's name.</param>
/// <param name="Entry">The entry.</param>
/// <param name="ExpiresAt">When it may be forgotten.</param>
public sealed record SaveMemo(MemoKey Key, MemoEntry Entry, DateTimeOffset ExpiresAt) : EngineCommand;
