using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage;

/// <summary>An entry of the memoization cache.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Entry">What it says.</param>
/// <param name="ExpiresAt">From then on it counts as missing, and is cleared away.</param>
public sealed record MemoRow(MemoKey Key, MemoEntry Entry, DateTimeOffset ExpiresAt);
