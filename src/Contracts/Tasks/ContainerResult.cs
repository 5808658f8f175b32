namespace Fleet.Contracts;

/// <summary>Facts of one container of a task.</summary>
public sealed record ContainerResult
{
    /// <summary>Its name within the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Exit code; null: it never ran.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Killed by the kernel for want of memory.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Start.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Termination message or the engine's error; null: none.</summary>
    public string? Message { get; init; }
}
