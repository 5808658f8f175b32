namespace Fleet.Coordinator.Runs;

/// <summary>
/// Feed of committed changes, also of those that another process commits to the same store. It tells that something changed; what it is now is read from the store
/// (<see cref="Storage.IFleetStore.ChangesAsync"/> for lists, <see cref="Storage.IFleetStore.LoadAsync"/> for one workflow).
/// </summary>
public interface IWorkflowChanges
{
    /// <summary>Subscribes. Slow readers lose nothing: notifications of one workflow are coalesced to its highest version.</summary>
    /// <param name="uid">Only this workflow; null: all.</param>
    IWorkflowSubscription Subscribe(Guid? uid = null);
}

/// <summary>A subscription to changes; dispose it to end it.</summary>
public interface IWorkflowSubscription : IDisposable
{
    /// <summary>Waits for the next changes and takes them all, lowest version first. Changes made after <see cref="IWorkflowChanges.Subscribe"/> are never missed.</summary>
    ValueTask<IReadOnlyList<WorkflowVersion>> NextAsync(CancellationToken cancellationToken);
}

/// <summary>A committed state of a workflow.</summary>
/// <param name="Uid">The workflow.</param>
/// <param name="Version">Its resourceVersion.</param>
public readonly record struct WorkflowVersion(Guid Uid, long Version);
