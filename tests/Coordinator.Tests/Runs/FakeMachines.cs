using System.Globalization;
using System.Text;
using System.Text.Json;
using Fleet.Coordinator.Runs.Machines;
using Fleet.Coordinator.Runs.Work;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Runs;

/// <summary>An engine for tests of the loop: N tasks, all at once or one after another, steered by annotations of the manifest.</summary>
internal sealed class FakeMachines : IWorkflowMachines
{
    public IWorkflowMachine Create(WorkflowRecord record) => new Machine(record, []);

    public IWorkflowMachine Load(StoredWorkflow stored) => new Machine(stored.Record, stored.Nodes);

    /// <summary>A workflow of that shape.</summary>
    public static WorkflowRecord Workflow(string name, int tasks, bool chain = false, string? poison = null, string? timer = null, string? ttl = null)
    {
        var annotations = new Dictionary<string, string> { ["tasks"] = tasks.ToString(CultureInfo.InvariantCulture), ["chain"] = chain ? "yes" : "no" };
        if (poison is not null) annotations["poison"] = poison;
        if (timer is not null) annotations["timer"] = timer;
        if (ttl is not null) annotations["ttl"] = ttl;
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            apiVersion = "argoproj.io/v1alpha1",
            kind = "Workflow",
            metadata = new { name, labels = new { app = name }, annotations },
            spec = new { entrypoint = "main" },
        });
        return new WorkflowRecord
        {
            Uid = Guid.NewGuid(),
            Namespace = "default",
            Name = name,
            Manifest = manifest,
            CreatedAt = DateTimeOffset.UnixEpoch.AddYears(50),
            Phase = "",
            Progress = "0/0",
            Body = Encoding.UTF8.GetBytes("{}"),
        };
    }

    private sealed class Machine : IWorkflowMachine
    {
        private static readonly Template Container = SpecReader.ReadTemplate("""{"name":"t","container":{"image":"alpine:3.23","command":["true"]}}""");

        private readonly SortedDictionary<int, string> _nodes = [];
        private WorkflowRecord _record;

        public Machine(WorkflowRecord record, IReadOnlyList<NodeRecord> nodes)
        {
            _record = record;
            Manifest = SpecReader.ReadWorkflow(record.Manifest);
            Scope = new WorkScope(record.Uid, record.Namespace, record.Name, Manifest.Spec);
            foreach (var node in nodes) _nodes[node.Ordinal] = node.Phase;
        }

        public WorkScope Scope { get; }

        public Workflow Manifest { get; }

        public bool Finished => _record.FinishedAt is not null;

        private int Tasks => int.Parse(Manifest.Metadata.Annotations["tasks"], CultureInfo.InvariantCulture);

        public Decision Decide(EngineEvent @event, DateTimeOffset now)
        {
            var commands = new List<EngineCommand>();
            var nodes = new HashSet<int>();
            if (Annotation("poison") == @event.GetType().Name) throw new InvalidOperationException("the engine stumbled");
            switch (@event)
            {
                // It asks the same for ever.
                case ConfigMapsRead read:
                    return new Decision { Commands = [new ReadConfigMaps([.. read.Values.Select(value => value.Key)], read.Start)], Nodes = [], WorkflowChanged = false };
                case TaskEnded ended when Annotation("poison") == "circle":
                    return new Decision { Commands = [new ReadConfigMaps([new ConfigMapKey("none", "k")], new StartStamp(ended.Ordinal, 0))], Nodes = [], WorkflowChanged = false };
                case WorkflowSubmitted when _record.StartedAt is null:
                    _record = _record with { Phase = "Running", StartedAt = now };
                    commands.Add(new Announce(AnnouncementKind.WorkflowStarted, null));
                    if (Annotation("timer") is { } seconds)
                        commands.Add(new SetTimer(new TimerKey(0, TimerKind.Suspend), now.AddSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))));
                    else
                        for (var i = 0; i < (Annotation("chain") == "yes" ? 1 : Tasks); i++) Start(i, commands, nodes);
                    break;
                case TimerFired:
                    for (var i = 0; i < Tasks; i++) Start(i, commands, nodes);
                    break;
                case TaskBegan began when _nodes[began.Ordinal] == "Pending":
                    Set(began.Ordinal, "Running", nodes);
                    commands.Add(new Announce(AnnouncementKind.NodeStarted, began.Ordinal));
                    break;
                case TaskEnded ended when _nodes[ended.Ordinal] is "Pending" or "Running":
                    Set(ended.Ordinal, ended.Outcome.Kind == TaskOutcomeKind.Exited && ended.Outcome.Containers[0].ExitCode == 0 ? "Succeeded" : "Failed", nodes);
                    commands.Add(new Announce(AnnouncementKind.NodeFinished, ended.Ordinal));
                    if (Annotation("chain") == "yes" && _nodes.Count < Tasks) Start(_nodes.Count, commands, nodes);
                    else if (_nodes.Values.All(phase => phase is "Succeeded" or "Failed")) Finish(now, commands);
                    break;
                case TaskStopped stopped:
                    Set(stopped.Ordinal, "Failed", nodes);
                    if (_nodes.Values.All(phase => phase is "Succeeded" or "Failed")) Finish(now, commands);
                    break;
                case StopRequested when Finished:
                    commands.Add(new RequestRefused("it has ended"));
                    break;
                case StopRequested:
                    foreach (var (ordinal, phase) in _nodes)
                        if (phase is "Pending" or "Running") commands.Add(new StopTask(ordinal, "stopped"));
                    break;
            }
            return new Decision { Commands = commands, Nodes = nodes, WorkflowChanged = commands.Count > 0 || nodes.Count > 0 };
        }

        public WorkflowRecord Record() => _record with { Progress = $"{_nodes.Values.Count(phase => phase == "Succeeded")}/{_nodes.Count}" };

        public NodeRecord Node(int ordinal) => new()
        {
            Ordinal = ordinal,
            Phase = _nodes[ordinal],
            Type = "Pod",
            Boundary = -1,
            Name = $"{_record.Name}.{ordinal}",
            Body = "{}"u8.ToArray(),
            Request = _nodes[ordinal] is "Pending" or "Running" ? new byte[] { 1 } : default,
        };

        public TaskRequest? Request(int ordinal) => _nodes.GetValueOrDefault(ordinal) is "Pending" or "Running" ? NewRequest(ordinal) : null;

        public IReadOnlyList<WaitingReason> Reasons(int limit) => [];

        public IReadOnlyList<Guid> Owned() => [];

        public IReadOnlyList<PodGcGroup> KeptGroups() => [];

        public DateTimeOffset? KeptUntil(PodGcGroup group) => null;

        public IReadOnlyList<PlacedClaim> Claims() => [];

        public bool Keeps(ClaimId claim) => true;

        public IReadOnlyList<ArtifactGarbage> Garbage(bool deleted) => [];

        public NodeFacts Facts(int ordinal) => new($"{_record.Name}-{ordinal}", $"{_record.Name}.{ordinal}", $"{ordinal}", "Pod", "t", _nodes[ordinal], null, null, null, null);

        private void Start(int ordinal, List<EngineCommand> commands, HashSet<int> nodes)
        {
            Set(ordinal, "Pending", nodes);
            commands.Add(new RunTask(ordinal, NewRequest(ordinal)));
        }

        private void Finish(DateTimeOffset now, List<EngineCommand> commands)
        {
            _record = _record with { Phase = _nodes.ContainsValue("Failed") ? "Failed" : "Succeeded", FinishedAt = now };
            commands.Add(new Announce(AnnouncementKind.WorkflowFinished, null));
            if (Annotation("ttl") is { } seconds) commands.Add(new SetTimer(new TimerKey(0, TimerKind.TimeToLive), now.AddSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))));
        }

        private void Set(int ordinal, string phase, HashSet<int> nodes)
        {
            _nodes[ordinal] = phase;
            nodes.Add(ordinal);
        }

        private TaskRequest NewRequest(int ordinal) => new() { Template = Container, NodeName = $"{_record.Name}.{ordinal}", PodName = $"{_record.Name}-t-{ordinal}" };

        private string? Annotation(string name) => Manifest.Metadata.Annotations.GetValueOrDefault(name);
    }
}
