namespace Fleet.Contracts;

/// <summary>Order to take up one task. Goes only to the session that the dispatch was issued to.</summary>
public sealed record TaskReady
{
    /// <summary>Identity of this issue of the node.</summary>
    public required TaskStamp Stamp { get; init; }

    /// <summary>Number of this issue within the session, rising by one; lets the worker remember what it has taken as ranges.</summary>
    public required long Issue { get; init; }

    /// <summary>Namespace of the workflow.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the workflow.</summary>
    public required string WorkflowName { get; init; }

    /// <summary>Full name of the node (Argo's), for labels and messages.</summary>
    public required string NodeName { get; init; }

    /// <summary>Pod name in Argo's v2 format: what <c>logs</c> calls the pod.</summary>
    public required string PodName { get; init; }

    /// <summary>The fully resolved work: no expression, no tag is left in it.</summary>
    public required TaskWork Work { get; init; }

    /// <summary>Where its values are that are too large for a message; null: in the Fleet's own artifact store.</summary>
    public ArtifactPlace? Values { get; init; }

    /// <summary>Values that its work names and that are too large for an order; null: none. They are in the store before the order is sent.</summary>
    public IReadOnlyList<ValueReference>? StoredValues { get; init; }

    /// <summary>Moment after which the container must be stopped; null: none. Reported as <see cref="TaskEnd.DeadlineExceeded"/>.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Seconds from the container's start after which it must be stopped (<c>activeDeadlineSeconds</c> of a leaf); null: none.</summary>
    public double? ActiveDeadlineSeconds { get; init; }

    /// <summary>W3C trace context of the node's span; empty: not traced.</summary>
    public string? Traceparent { get; init; }
}
