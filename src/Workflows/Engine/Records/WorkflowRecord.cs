namespace Fleet.Workflows.Engine;

/// <summary>A workflow as it is stored.</summary>
public sealed record WorkflowRecord
{
    /// <summary>Its uid.</summary>
    public required Guid Uid { get; init; }

    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name, unique in its namespace among those that are not deleted.</summary>
    public required string Name { get; init; }

    /// <summary>Manifest as accepted (Argo JSON: apiVersion, kind, metadata, spec); written once.</summary>
    public required ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary>Creation.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Argo's workflow phase; empty before the first decision.</summary>
    public required string Phase { get; init; }

    /// <summary>Begin; null: not yet.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>End; null: not yet.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Message of the workflow.</summary>
    public string? Message { get; init; }

    /// <summary>Progress <c>done/total</c>.</summary>
    public required string Progress { get; init; }

    /// <summary><c>spec.suspend</c> at present.</summary>
    public bool Suspended { get; init; }

    /// <summary>Everything else of the engine's state, in its own format.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Large texts that it and its nodes name, oldest first; it only grows.</summary>
    public IReadOnlyList<StoredValue> Values { get; init; } = [];

    /// <summary><see cref="Values"/> are only their beginnings: the workflow can be looked at, and not gone on with.</summary>
    public bool ValuesAreCut { get; init; }
}
