namespace Fleet.Workflows.Dispatch;

/// <summary>What one group of decisions changes: goes into one transaction (rule 18). Each task and session appears once, in its last state.</summary>
public sealed record DispatchChanges
{
    /// <summary>Tasks whose columns changed.</summary>
    public IReadOnlyList<TaskChange> Tasks { get; init; } = [];

    /// <summary>Sessions that changed.</summary>
    public IReadOnlyList<SessionChange> Sessions { get; init; } = [];

    /// <summary>Messages to workers, each an outbox row.</summary>
    public IReadOnlyList<WorkerMessage> Messages { get; init; } = [];

    /// <summary>Probe to send; needs no outbox row. Null: none.</summary>
    public Probe? Probe { get; init; }

    /// <summary>Tasks to look up.</summary>
    public IReadOnlyList<StandingAsked> Standings { get; init; } = [];

    /// <summary>Containers to tell users about.</summary>
    public IReadOnlyList<StrangeContainer> Strange { get; init; } = [];

    /// <summary>Nothing has to be committed.</summary>
    public bool IsEmpty => Tasks.Count == 0 && Sessions.Count == 0 && Messages.Count == 0;
}
