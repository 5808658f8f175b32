namespace Fleet.Client;

/// <summary>A limit of a semaphore.</summary>
/// <param name="Type">Where it stands: <c>DATABASE</c>.</param>
/// <param name="Key">Its key.</param>
/// <param name="Limit">How many may hold the semaphore at a time, from 1.</param>
public sealed record SyncLimitRequest(string Type, string Key, int Limit);
