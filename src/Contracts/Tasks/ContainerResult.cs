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

    /// <summary>Bytes of log that it wrote per stream (<c>stdout</c>, <c>stderr</c>), once all of it is confirmed; a stream without output is left out. With its end only.</summary>
    public IReadOnlyDictionary<string, long> LogBytes { get; init; } = new Dictionary<string, long>();

    /// <summary>Termination message or the engine's error; null: none.</summary>
    public string? Message { get; init; }
}
