namespace Fleet.Client;

/// <summary>Conditions of a list. All are combined by and.</summary>
public sealed record ListRequest
{
    /// <summary>Kubernetes label selector; null: any.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Kubernetes field selector (<c>metadata.name</c>, <c>metadata.namespace</c>); null: any.</summary>
    public string? FieldSelector { get; init; }

    /// <summary><c>Exact</c>, <c>Prefix</c> or <c>Contains</c>: how <c>metadata.name=</c> of the field selector compares; null: exact.</summary>
    public string? NameFilter { get; init; }

    /// <summary>Created after; null: any.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Finished before; null: any.</summary>
    public DateTimeOffset? FinishedBefore { get; init; }

    /// <summary>Most items of a page; 0: the server's limit.</summary>
    public int Limit { get; init; }

    /// <summary>Where the last page ended (<see cref="WorkflowList.Continue"/>); null: from the beginning.</summary>
    public string? Continue { get; init; }

    /// <summary>Argo's <c>fields</c>: dotted paths to keep, or with a leading <c>-</c> to leave out; null: all.</summary>
    public string? Fields { get; init; }
}
