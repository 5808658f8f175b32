using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Machines;

/// <summary>One workflow in memory. Not safe for concurrent use.</summary>
internal interface IWorkflowMachine
{
    /// <summary>What its tasks' work takes from it.</summary>
    WorkScope Scope { get; }

    /// <summary>The manifest as it was accepted.</summary>
    Workflow Manifest { get; }

    /// <summary>It has ended.</summary>
    bool Finished { get; }

    /// <summary>Decides one event; the state is changed in place.</summary>
    Decision Decide(EngineEvent @event, DateTimeOffset now);

    /// <summary>The workflow's row as it is now.</summary>
    WorkflowRecord Record();

    /// <summary>A node's row as it is now.</summary>
    NodeRecord Node(int ordinal);

    /// <summary>What a node that is Ready or assigned is to run; null: it is neither.</summary>
    TaskRequest? Request(int ordinal);

    /// <summary>What waits inside the engine, and why.</summary>
    IReadOnlyList<WaitingReason> Reasons(int limit);

    /// <summary>Workflows that go with this one when it is deleted; some may be gone.</summary>
    IReadOnlyList<Guid> Owned();

    /// <summary>Volume claims of its own that have a volume.</summary>
    IReadOnlyList<PlacedClaim> Claims();

    /// <summary>The volume of one of its claims is still wanted.</summary>
    bool Keeps(ClaimId claim);

    /// <summary>Groups that its containers can have been kept in.</summary>
    IReadOnlyList<PodGcGroup> KeptGroups();

    /// <summary>When the kept containers of one of its groups go; null: not yet known, or with the workflow only.</summary>
    DateTimeOffset? KeptUntil(PodGcGroup group);

    /// <summary>Artifacts that are to be deleted now.</summary>
    /// <param name="deleted">The workflow is deleted; else: it has ended.</param>
    IReadOnlyList<ArtifactGarbage> Garbage(bool deleted);

    /// <summary>Facts of a node for events.</summary>
    NodeFacts Facts(int ordinal);
}
