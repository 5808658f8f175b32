namespace Fleet.Worker.Containers;

/// <summary>A container as the engine sees it.</summary>
public sealed record ContainerState
{
    /// <summary>Id on the engine.</summary>
    public required string Id { get; init; }

    /// <summary>Name on the engine.</summary>
    public required string Name { get; init; }

    /// <summary>It is no task's any more: its result was committed, and it only stays (<c>podGC</c>).</summary>
    public bool IsKept => KeptName.Is(Name, out _);

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Created, running or ended.</summary>
    public required ContainerPhase Phase { get; init; }

    /// <summary>Exit code; null: has not ended, or the engine does not know.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Killed by the kernel for want of memory.</summary>
    public bool OomKilled { get; init; }

    /// <summary>The engine itself ended it (daemon restart, reboot), so that its exit code tells nothing.</summary>
    public bool KilledByEngine { get; init; }

    /// <summary>The engine's error text; null: none.</summary>
    public string? Error { get; init; }

    /// <summary>Start.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Address on the Fleet's network; null: none.</summary>
    public string? Ip { get; init; }
}

/// <summary>Life of a container.</summary>
public enum ContainerPhase
{
    /// <summary>Created, never started.</summary>
    Created,

    /// <summary>Running (or paused).</summary>
    Running,

    /// <summary>Ended.</summary>
    Exited,
}
