namespace Fleet.Coordinator.Logs;

/// <summary>How long logs of workflows that have ended are kept. Without either of them: as long as the workflow.</summary>
public sealed record LogRetention
{
    /// <summary>Time since the end of the workflow; null: any.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Most bytes of all logs together: beyond it those of the workflows that ended first go. What runs is counted, and stays. Null: any.</summary>
    public long? TotalBytes { get; init; }
}
