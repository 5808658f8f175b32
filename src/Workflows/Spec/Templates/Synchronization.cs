namespace Fleet.Workflows.Spec;

/// <summary><c>synchronization</c>: locks.</summary>
public sealed record Synchronization
{
    /// <summary>Its JSON text: tags are replaced there, and the result is read again with <see cref="SpecReader.ReadSynchronization"/>.</summary>
    public string Json { get; init; } = "{}";

    /// <summary><c>mutexes</c>.</summary>
    public IReadOnlyList<Mutex> Mutexes { get; init; } = [];

    /// <summary><c>semaphores</c>.</summary>
    public IReadOnlyList<Semaphore> Semaphores { get; init; } = [];
}
