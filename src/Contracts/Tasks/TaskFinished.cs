namespace Fleet.Contracts;

/// <summary>A task ended: facts only; what they mean is decided by the engine.</summary>
public sealed record TaskFinished
{
    /// <summary>The dispatch.</summary>
    public required TaskStamp Stamp { get; init; }

    /// <summary>How it ended.</summary>
    public required TaskEnd End { get; init; }

    /// <summary>A sentence: what failed, why, what to do. Null for a plain exit.</summary>
    public string? Message { get; init; }

    /// <summary>Start of the main container; null: it never started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End of the main container.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Facts of each container, main first.</summary>
    public IReadOnlyList<ContainerResult> Containers { get; init; } = [];

    /// <summary>Captured standard output of main, one trailing newline trimmed; null: not asked for.</summary>
    public string? Result { get; init; }

    /// <summary>The answer to an HTTP call; null: no HTTP call, or none came (<see cref="Message"/> says why).</summary>
    public HttpReply? Http { get; init; }

    /// <summary>Output parameters read from files, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The captured standard output where it is too large for a message; null: it is <see cref="Result"/>.</summary>
    public ValueReference? StoredResult { get; init; }

    /// <summary>Output parameters that are too large for a message, by name; none of them is in <see cref="Parameters"/>.</summary>
    public IReadOnlyDictionary<string, ValueReference> StoredParameters { get; init; } = new Dictionary<string, ValueReference>();

    /// <summary>Names of the artifacts that were stored; an optional one that is not there is left out.</summary>
    public IReadOnlyList<string> Artifacts { get; init; } = [];

    /// <summary>Bytes that each of <see cref="Artifacts"/> has in its store; one whose size is not known is left out.</summary>
    public IReadOnlyDictionary<string, long> ArtifactBytes { get; init; } = new Dictionary<string, long>();

    /// <summary>What could not be collected (missing file without default, too large, not UTF-8): each a sentence. Not empty: the node is Error.</summary>
    public IReadOnlyList<string> OutputErrors { get; init; } = [];

    /// <summary>Host shown to users.</summary>
    public string? HostName { get; init; }

    /// <summary>Times of the stages it went through, for traces and <c>get</c>.</summary>
    public IReadOnlyList<StageTime> Stages { get; init; } = [];
}
