namespace Fleet.Coordinator.Storage;

/// <summary>What lists show of a workflow, without its nodes and manifest body.</summary>
public sealed record WorkflowSummary
{
    /// <summary>Uid.</summary>
    public required Guid Uid { get; init; }

    /// <summary>Leader's scope.</summary>
    public required string Scope { get; init; }

    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>resourceVersion.</summary>
    public required long Version { get; init; }

    /// <summary>Argo's phase.</summary>
    public required string Phase { get; init; }

    /// <summary>Creation.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Begin; null: not yet.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End; null: not yet.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Message.</summary>
    public string? Message { get; init; }

    /// <summary>Progress <c>done/total</c>.</summary>
    public required string Progress { get; init; }

    /// <summary>Labels as a JSON object.</summary>
    public required string LabelsJson { get; init; }

    /// <summary>Manifest as accepted (Argo JSON), for <c>metadata</c> and the parts of <c>spec</c> that lists show.</summary>
    public required ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary><c>spec.suspend</c> at present.</summary>
    public bool Suspended { get; init; }
}

/// <summary>Which workflows to list. Conditions are combined by and.</summary>
public sealed record WorkflowQuery
{
    /// <summary>Namespace; null: all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Text the name is compared with; null: any.</summary>
    public string? Name { get; init; }

    /// <summary>How <see cref="Name"/> compares.</summary>
    public NameMatch NameMatch { get; init; }

    /// <summary>Namespace that is left out; null: none.</summary>
    public string? NotNamespace { get; init; }

    /// <summary>Name that is left out; null: none.</summary>
    public string? NotName { get; init; }

    /// <summary>Started after; null: any, started or not.</summary>
    public DateTimeOffset? StartedAfter { get; init; }

    /// <summary>Started before; null: any, started or not.</summary>
    public DateTimeOffset? StartedBefore { get; init; }

    /// <summary>Label conditions.</summary>
    public IReadOnlyList<LabelCondition> Labels { get; init; } = [];

    /// <summary>Phases; empty: all.</summary>
    public IReadOnlyList<string> Phases { get; init; } = [];

    /// <summary>Created after; null: any.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Finished before; null: any.</summary>
    public DateTimeOffset? FinishedBefore { get; init; }

    /// <summary>Most items; 0: no limit.</summary>
    public int Limit { get; init; }

    /// <summary>Items to skip: Argo's <c>continue</c> is an offset.</summary>
    public int Offset { get; init; }
}

/// <summary>How a name compares.</summary>
public enum NameMatch
{
    /// <summary>Equal.</summary>
    Exact,

    /// <summary>Begins with.</summary>
    Prefix,

    /// <summary>Contains.</summary>
    Contains,
}

/// <summary>A condition on one label (Kubernetes' grammar).</summary>
/// <param name="Key">Label key.</param>
/// <param name="Operator">Comparison.</param>
/// <param name="Values">Values of in and notin; one for equality.</param>
public sealed record LabelCondition(string Key, LabelOperator Operator, IReadOnlyList<string> Values);

/// <summary>Comparison of a label.</summary>
public enum LabelOperator
{
    /// <summary>Has one of the values.</summary>
    In,

    /// <summary>Has none of the values, or is absent.</summary>
    NotIn,

    /// <summary>Is present.</summary>
    Exists,

    /// <summary>Is absent.</summary>
    DoesNotExist,
}

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Remaining">How many follow.</param>
/// <param name="Version">Version of the store when it was read.</param>
public sealed record WorkflowPage(IReadOnlyList<WorkflowSummary> Items, int Remaining, long Version);

/// <summary>A change since a version.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Summary">The workflow; for a tombstone its last summary.</param>
/// <param name="Deleted">It is a tombstone.</param>
/// <param name="CreatedVersion">The version it was created with; 0: unknown (a tombstone, or older than the column).</param>
public sealed record WorkflowChange(long Version, WorkflowSummary Summary, bool Deleted, long CreatedVersion = 0);

/// <summary>Changes since a version.</summary>
/// <param name="Items">The changes.</param>
/// <param name="Version">Where to go on.</param>
/// <param name="Expired">Tombstones above the given version have been cleared away already: list anew (Kubernetes answers 410 Gone).</param>
public sealed record ChangePage(IReadOnlyList<WorkflowChange> Items, long Version, bool Expired = false);
