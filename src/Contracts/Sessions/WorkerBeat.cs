namespace Fleet.Contracts;

/// <summary>A worker's sign of life, with what it holds: beats reconcile, so that no single message needs to arrive.</summary>
public sealed record WorkerBeat : IFleetMessage
{
    /// <summary>The worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Its session.</summary>
    public required long Session { get; init; }

    /// <summary>Number within the session, rising; an older one is ignored.</summary>
    public required long Number { get; init; }

    /// <summary>Dispatches it holds, also ended ones that are not settled yet.</summary>
    public IReadOnlyList<TaskStamp> Held { get; init; } = [];

    /// <summary>Dispatches of this Fleet whose containers are on its engine and which it does not hold.</summary>
    public IReadOnlyList<TaskStamp> Inventory { get; init; } = [];

    /// <summary>Claims of this Fleet's workflows that have volumes on its engine; of very many (<see cref="MessageLimits.BeatNames"/>) some, others with later beats.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>Groups (<see cref="PodKeeping.Group"/>) of ended containers that were kept on its engine; of very many some, others with later beats.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>It takes no more tasks.</summary>
    public bool Draining { get; init; }

    /// <summary>Why it cannot reach the Fleet's artifact store, a sentence; null: it can, and may have tasks with artifacts.</summary>
    public string? ArtifactProblem { get; init; }

    /// <summary>Ids of the Fleet's secret keys that it has: it may have tasks whose Secrets are sealed with these (<see cref="SecretCipher.KeyIds"/>).</summary>
    public IReadOnlyList<string> SecretKeys { get; init; } = [];

    /// <summary>Format number.</summary>
    public int Format { get; init; } = ProtocolVersion.Current;
}
