namespace Fleet.Contracts;

/// <summary>What a worker has to say about its tasks. One is in flight at a time; what happens meanwhile goes into the next.</summary>
public sealed record WorkerReport : IFleetMessage
{
    /// <summary>The worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Its session.</summary>
    public required long Session { get; init; }

    /// <summary>Tasks whose main container started.</summary>
    public IReadOnlyList<TaskStarted> Started { get; init; } = [];

    /// <summary>Tasks that get ready or report progress.</summary>
    public IReadOnlyList<TaskProgress> Progress { get; init; } = [];

    /// <summary>Tasks that ended; repeated until settled.</summary>
    public IReadOnlyList<TaskFinished> Finished { get; init; } = [];

    /// <summary>Dispatches that certainly did not start and will not; repeated until settled. Always leads to the next dispatch.</summary>
    public IReadOnlyList<TaskNotStarted> NotStarted { get; init; } = [];

    /// <summary>Format number.</summary>
    public int Format { get; init; } = ProtocolVersion.Current;
}
