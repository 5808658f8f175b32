namespace Fleet.Workflows.Spec;

/// <summary><c>synchronization</c>: locks.</summary>
public sealed record Synchronization
{
    /// <summary><c>mutexes</c>.</summary>
    public IReadOnlyList<Mutex> Mutexes { get; init; } = [];

    /// <summary><c>semaphores</c>.</summary>
    public IReadOnlyList<Semaphore> Semaphores { get; init; } = [];
}
