namespace Fleet.Workflows.Locks;

/// <summary>Locks that are taken together, or not at all.</summary>
public sealed record LockRequest
{
    /// <summary>The locks, each once, in the order of the manifest (Argo: semaphores first).</summary>
    public required IReadOnlyList<LockName> Locks { get; init; }

    /// <summary>Argo's name of the holder: <c>NAMESPACE/WORKFLOW</c>, or <c>NAMESPACE/WORKFLOW/NODE-ID</c>.</summary>
    public required string Holder { get; init; }

    /// <summary>Full node name, for people; the workflow's name for the workflow itself.</summary>
    public required string Node { get; init; }

    /// <summary>Priority of the workflow: higher goes first.</summary>
    public int Priority { get; init; }

    /// <summary>Creation of the workflow: earlier goes first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
