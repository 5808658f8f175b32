namespace Fleet.Worker.Protocol;

/// <summary>A beat is due: list the Fleet's containers on the engine and answer by <see cref="WorkerProtocol.InventoryTaken"/> at once, or with what was known when the engine is slow
/// (a beat must not wait long: the lease runs).</summary>
public sealed record TakeInventory : WorkerAction;
