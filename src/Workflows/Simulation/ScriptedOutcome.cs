namespace Fleet.Workflows.Simulation;

/// <summary>What a task does in a simulation.</summary>
public sealed record ScriptedOutcome
{
    /// <summary>How long a task runs when nothing else is said: one second.</summary>
    public static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(1);

    /// <summary>Exit code of its main container; of a container set, that of each member that no entry is meant for; default 0.</summary>
    public int ExitCode { get; init; }

    /// <summary>Status code that an HTTP call is answered with; null: 200.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Body that an HTTP call is answered with; null: an empty one.</summary>
    public string? Body { get; init; }

    /// <summary>Headers that an HTTP call is answered with.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>It cannot run at all, and ends in Error with this sentence; null: it runs.</summary>
    public string? Error { get; init; }

    /// <summary>From its start to its end; null: it runs until it is stopped or its deadline ends it. Default: <see cref="DefaultDuration"/>.</summary>
    public TimeSpan? Duration { get; init; } = DefaultDuration;

    /// <summary>Its entry says how long. A daemon of which nothing is said runs until it is stopped.</summary>
    public bool HasDuration { get; init; }

    /// <summary>Standard output, for <c>outputs.result</c>; null: nothing.</summary>
    public string? Result { get; init; }

    /// <summary>Output parameters that it writes, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
