namespace Fleet.Workflows.Dispatch;

/// <summary>A worker's sign of life, with what it holds and what is on its engine.</summary>
public sealed record Beat
{
    /// <summary>The worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Its session.</summary>
    public required long Session { get; init; }

    /// <summary>Number within the session; an older one is ignored.</summary>
    public required long Number { get; init; }

    /// <summary>Dispatches it holds, ended ones that are not settled included.</summary>
    public IReadOnlyList<DispatchStamp> Held { get; init; } = [];

    /// <summary>Dispatches whose containers are on its engine and which it does not hold.</summary>
    public IReadOnlyList<DispatchStamp> Inventory { get; init; } = [];

    /// <summary>It takes no more tasks.</summary>
    public bool Draining { get; init; }

    /// <summary>Why it cannot have tasks with artifacts; null: it can.</summary>
    public string? ArtifactProblem { get; init; }

    /// <summary>Ids of the secret keys that it has.</summary>
    public IReadOnlyList<string> SecretKeys { get; init; } = [];
}
