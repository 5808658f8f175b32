using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Machines;

/// <summary>One workflow in the real engine.</summary>
internal sealed class EngineMachine(WorkflowState state) : IWorkflowMachine
{
    public WorkScope Scope => new(state.Uid, state.Namespace, state.Name, state.Workflow.Spec) { Repository = state.Repository, Value = state.FindValue, Retries = state.Retries };

    public Workflow Manifest => state.Workflow;

    public bool Finished => state.IsFinished;

    public Decision Decide(EngineEvent @event, DateTimeOffset now) => WorkflowEngine.Decide(state, @event, now);

    public WorkflowRecord Record() => state.ToRecord();

    public NodeRecord Node(int ordinal) => state.ToNodeRecord(ordinal);

    public TaskRequest? Request(int ordinal) => state.RequestOf(ordinal) is { Length: > 0 } request ? TaskRequestCodec.Read(request) : null;

    public IReadOnlyList<WaitingReason> Reasons(int limit) => state.AllWaitingReasons(limit);

    public IReadOnlyList<Guid> Owned() => [.. state.OwnedWorkflows()];

    public IReadOnlyList<PlacedClaim> Claims() => ClaimRules.Placed(state);

    public bool Keeps(ClaimId claim) => ClaimRules.Keeps(state, claim);

    public IReadOnlyList<PodGcGroup> KeptGroups() => PodGcRules.Groups(state);

    public DateTimeOffset? KeptUntil(PodGcGroup group) => PodGcRules.GoesAt(state, group);

    public IReadOnlyList<ArtifactGarbage> Garbage(bool deleted) => state.Garbage(deleted);

    public NodeFacts Facts(int ordinal)
    {
        var node = state.Describe(ordinal);
        return new NodeFacts(
            node.Id, node.Name, node.DisplayName, node.Type, node.TemplateName.Length == 0 ? null : node.TemplateName, node.Phase, node.Message, node.StartedAt, node.FinishedAt, node.ExitCode);
    }
}
