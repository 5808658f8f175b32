namespace Fleet.Coordinator.Workers;

/// <summary>The workers as the leader sees them after its last commit; empty on a standby.</summary>
public interface IWorkerDirectory
{
    /// <summary>All sessions that are not over.</summary>
    IReadOnlyList<WorkerView> Workers { get; }
}

/// <summary>One worker session, for users.</summary>
public sealed record WorkerView
{
    /// <summary>Id of the worker.</summary>
    public required string Id { get; init; }

    /// <summary>Its session.</summary>
    public required long Session { get; init; }

    /// <summary>Container engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Host name.</summary>
    public required string HostName { get; init; }

    /// <summary>Pool (label <c>fleet/pool</c>, else <c>default</c>).</summary>
    public required string Pool { get; init; }

    /// <summary>Labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary><c>Ready</c>, <c>Draining</c>, <c>Pending</c> (said hello, no beat yet) or <c>Resting</c> (its last tasks did not start; gets none for a while).</summary>
    public required string State { get; init; }

    /// <summary>Slots.</summary>
    public required int Slots { get; init; }

    /// <summary>Slots in use.</summary>
    public required int Used { get; init; }

    /// <summary>Container runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>Program version.</summary>
    public required string Version { get; init; }

    /// <summary>Last sign of life.</summary>
    public required DateTimeOffset LastBeat { get; init; }
}
