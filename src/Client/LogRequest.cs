namespace Fleet.Client;

/// <summary>Which log lines.</summary>
public sealed record LogRequest
{
    /// <summary>Only this pod, or the pods of the node with this id, name or display name; null: all pods of the workflow.</summary>
    public string? PodName { get; init; }

    /// <summary>Label selector of pods; null: all.</summary>
    public string? Selector { get; init; }

    /// <summary>Container; null: <c>main</c>.</summary>
    public string? Container { get; init; }

    /// <summary>Go on until the workflow is done.</summary>
    public bool Follow { get; init; }

    /// <summary>Only what earlier dispatches of a node have written.</summary>
    public bool Previous { get; init; }

    /// <summary>Put the time before each line.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Only the last so many lines of each pod; null: all.</summary>
    public int? TailLines { get; init; }

    /// <summary>Only lines newer than so many seconds; null: all.</summary>
    public long? SinceSeconds { get; init; }

    /// <summary>Only lines newer than this; null: all.</summary>
    public DateTimeOffset? SinceTime { get; init; }

    /// <summary>Regular expression (RE2's class) that the content must match; null: any.</summary>
    public string? Grep { get; init; }
}
