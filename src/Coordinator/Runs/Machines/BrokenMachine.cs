using Fleet.Coordinator.Runs.Work;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Machines;

/// <summary>A workflow that the engine failed on: it is Error with a sentence, and nothing is decided any more. What was open of it is Error, too; all else stays as it was stored.</summary>
internal sealed class BrokenMachine(StoredWorkflow stored, string message, DateTimeOffset now) : IWorkflowMachine
{
    private static readonly Decision Nothing = new() { Commands = [], Nodes = [], WorkflowChanged = false };

    private const string NodeMessage = "the workflow was ended: see its message";

    private readonly Dictionary<int, NodeRecord> _nodes = stored.Nodes.ToDictionary(node => node.Ordinal);
    private readonly Dictionary<int, NodeRecord> _ended = stored.Nodes
        .Select(node => BrokenNode.End(node, NodeMessage, now)).OfType<NodeRecord>().ToDictionary(node => node.Ordinal);

    private readonly WorkflowRecord _record = stored.Record with
    {
        Phase = "Error",
        Message = message,
        StartedAt = stored.Record.StartedAt ?? now,
        FinishedAt = now,
    };

    public Workflow Manifest { get; } = SpecReader.ReadWorkflow(stored.Record.Manifest);

    public WorkScope Scope { get; } = new(stored.Record.Uid, stored.Record.Namespace, stored.Record.Name, new WorkflowSpec());

    public bool Finished => true;

    public Decision Decide(EngineEvent @event, DateTimeOffset now) => Nothing;

    public WorkflowRecord Record() => _record;

    /// <summary>Nodes that were open.</summary>
    public IReadOnlyCollection<int> Ended => _ended.Keys;

    public NodeRecord Node(int ordinal) => _ended.TryGetValue(ordinal, out var ended) ? ended : _nodes[ordinal] with { Request = default };

    public TaskRequest? Request(int ordinal) => null;

    public IReadOnlyList<WaitingReason> Reasons(int limit) => [];

    public IReadOnlyList<Guid> Owned() => [];

    public IReadOnlyList<PlacedClaim> Claims() => [];

    // It leaves the memory at once; what is stored decides then.
    public bool Keeps(ClaimId claim) => true;

    public IReadOnlyList<PodGcGroup> KeptGroups() => [];

    public DateTimeOffset? KeptUntil(PodGcGroup group) => null;

    public IReadOnlyList<ArtifactGarbage> Garbage(bool deleted) => [];

    public NodeFacts Facts(int ordinal)
    {
        var node = _nodes[ordinal];
        return new NodeFacts("", node.Name, node.Name, node.Type, null, node.Phase, null, null, null, null);
    }
}
