using Fleet.Workflows.Locks;

namespace Fleet.Workflows.Engine.Nodes;

/// <summary>Where a node, or the workflow, stands with its locks.</summary>
internal sealed class LockStanding(LockName[] locks)
{
    /// <summary>The locks, tags replaced.</summary>
    public LockName[] Locks { get; } = locks;

    /// <summary>How far it is.</summary>
    public LockPhase Phase { get; set; }

    /// <summary>Number of the last request: answers to earlier ones are stale.</summary>
    public int Ticket { get; set; }

    /// <summary>The lock that it lacks; null: it holds them, or has no answer yet.</summary>
    public LockName? Waiting { get; set; }

    /// <summary>Its locks as they were when it was last told that it has to wait.</summary>
    public IReadOnlyList<LockHolding> Holdings { get; set; } = [];
}

/// <summary>How far a request for locks is.</summary>
internal enum LockPhase : byte
{
    /// <summary>Asked for.</summary>
    Asked,

    /// <summary>In line.</summary>
    Queued,

    /// <summary>Held.</summary>
    Held,

    /// <summary>They were granted when there was no place to begin: given back, to be asked for again with the place.</summary>
    GivenBack,
}
