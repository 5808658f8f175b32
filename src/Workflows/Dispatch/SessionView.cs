namespace Fleet.Workflows.Dispatch;

/// <summary>A session as users see it (<c>fleet workers</c>).</summary>
public sealed record SessionView
{
    /// <summary>Its number.</summary>
    public required long Session { get; init; }

    /// <summary>State.</summary>
    public required SessionState State { get; init; }

    /// <summary>What the worker said of itself.</summary>
    public required Hello Worker { get; init; }

    /// <summary>Tasks issued to it, adopted ones included; may exceed its slots after an adoption.</summary>
    public required int Assigned { get; init; }

    /// <summary>It takes no more tasks.</summary>
    public required bool Draining { get; init; }

    /// <summary>It gets no tasks until then because its last ones did not start; null: none of that.</summary>
    public DateTimeOffset? RestsUntil { get; init; }

    /// <summary>When it was last heard.</summary>
    public required DateTimeOffset LastHeard { get; init; }
}
