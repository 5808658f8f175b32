namespace Fleet.Throughput.Bench.Floor;

/// <summary>A task is ready: what the floor's head tells its hand.</summary>
public sealed record FloorReady(Guid Run, int Task);

/// <summary>A task is finished: what the hand tells the head.</summary>
public sealed record FloorFinished(Guid Run, int Task);
