namespace Fleet.Workflows.Engine;

/// <summary>How a dispatch ended for good, in the engine's terms.</summary>
public sealed record TaskOutcome
{
    /// <summary>How it ended.</summary>
    public required TaskOutcomeKind Kind { get; init; }

    /// <summary>A sentence of the worker; null: none.</summary>
    public string? Message { get; init; }

    /// <summary>Start of the main container; null: it never ran.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End, by the worker's clock.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Facts of each container, main first.</summary>
    public IReadOnlyList<ContainerOutcome> Containers { get; init; } = [];

    /// <summary>Captured standard output; null: not asked for.</summary>
    public string? Result { get; init; }

    /// <summary>The answer to an HTTP call; null: no HTTP call, or none came (<see cref="Message"/> says why).</summary>
    public HttpAnswer? Http { get; init; }

    /// <summary>Output parameters read from files.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of the output artifacts that were stored.</summary>
    public IReadOnlyList<string> Artifacts { get; init; } = [];

    /// <summary>Bytes that they have in their stores, where that is known.</summary>
    public IReadOnlyDictionary<string, long> ArtifactBytes { get; init; } = new Dictionary<string, long>();

    /// <summary>What could not be collected, each a sentence.</summary>
    public IReadOnlyList<string> OutputErrors { get; init; } = [];

    /// <summary>Host shown to users.</summary>
    public string? HostName { get; init; }
}

/// <summary>What a server answered.</summary>
/// <param name="StatusCode">Status code.</param>
/// <param name="Headers">Headers with their values in order.</param>
/// <param name="Body">The body; null: left out, nothing asked for it.</param>
public sealed record HttpAnswer(int StatusCode, IReadOnlyDictionary<string, IReadOnlyList<string>> Headers, string? Body);

/// <summary>How a dispatch ended.</summary>
public enum TaskOutcomeKind
{
    /// <summary>Main exited by itself.</summary>
    Exited,

    /// <summary>Stopped on request.</summary>
    Cancelled,

    /// <summary>Stopped by its deadline.</summary>
    DeadlineExceeded,

    /// <summary>It cannot run (image missing, invalid container).</summary>
    Refused,
}

/// <summary>Facts of one container.</summary>
/// <param name="Name">Its name within the pod.</param>
/// <param name="ExitCode">Exit code; null: it never ran.</param>
/// <param name="OomKilled">Killed for want of memory.</param>
/// <param name="Message">Termination message; null: none.</param>
/// <param name="StartedAt">Start.</param>
/// <param name="FinishedAt">End.</param>
public sealed record ContainerOutcome(string Name, int? ExitCode, bool OomKilled, string? Message, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);
