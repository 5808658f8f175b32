namespace Fleet.Coordinator.Api;

/// <summary>Options of a list, as they come in the query.</summary>
public sealed record ListOptions
{
    /// <summary>Label selector.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Most items; 0: no limit.</summary>
    public int Limit { get; init; }

    /// <summary>Offset as text.</summary>
    public string? Continue { get; init; }

    /// <summary><c>Exact</c>, <c>Prefix</c> or <c>Contains</c>.</summary>
    public string? NameFilter { get; init; }

    /// <summary>Created after.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Finished before.</summary>
    public DateTimeOffset? FinishedBefore { get; init; }

    /// <summary>Argo's <c>fields</c>.</summary>
    public string? Fields { get; init; }
}
