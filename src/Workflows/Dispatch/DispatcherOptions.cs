namespace Fleet.Workflows.Dispatch;

/// <summary>Lengths and limits of the dispatcher. All but tests use the defaults.</summary>
public sealed record DispatcherOptions
{
    /// <summary>How long a session may be silent before its lease is out; default 30 s.</summary>
    public TimeSpan SessionLease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an unanswered probe is waited for before the next one; default 5 s.</summary>
    public TimeSpan ProbeRepeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time between two ticks after which leases are still judged; after a longer one every session gets a full lease. Default 10 s.</summary>
    public TimeSpan MaxTickGap { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a task is issued again after its dispatch was given up for infrastructure reasons (engine lost, not started, killed, vanished); default 5.
    /// The loss after that ends it as refused, with all the reasons: a task that takes its host down must not go round for ever.
    /// </summary>
    public int MaxReissues { get; init; } = 5;

    /// <summary>Pause before a task goes out again, and before a session whose tasks do not start gets the next one; doubles with each failure in a row; default 1 s.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest such pause; default 60 s.</summary>
    public TimeSpan RetryPauseMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Issue numbers reserved with one write of the session's row; default 1024.</summary>
    public int IssueBlock { get; init; } = 1024;
}
