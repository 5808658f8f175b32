using System.Text.RegularExpressions;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Status;
using FsCheck.Xunit;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>What must never happen, looked at after every event of random workflows.</summary>
[Properties(Arbitrary = [typeof(EngineProperties.Seeds)])]
public sealed partial class SafetyProperties
{
    private const int Usual = 150;

    [Cases(Usual)]
    public void ATask_IsMade_OnlyAfterTheTasksItNames_AndTheirHooks(int seed)
    {
        var (watch, templates) = Watch(seed);
        foreach (var dag in watch.Nodes.Values.Where(node => node.Type == "DAG"))
        {
            foreach (var task in templates[dag.TemplateName].Dag!.Tasks)
            {
                foreach (var name in TaskNames().Matches(task.Depends ?? "").Select(match => match.Value))
                    AfterCall(seed, watch, $"{dag.Name}.{task.Name}", $"{dag.Name}.{name}");
            }
        }
    }

    [Cases(Usual)]
    public void AGroupOfSteps_IsMade_OnlyAfterAllOfTheGroupBefore(int seed)
    {
        var (watch, _) = Watch(seed);
        foreach (var group in watch.Nodes.Values.Where(node => node.Type == "StepGroup"))
        {
            var at = group.Name.LastIndexOf('[');
            if (int.Parse(group.Name[(at + 1)..^1], null) is > 0 and var number)
                AfterAllIn(seed, watch, group.Name, $"{group.Name[..at]}[{number - 1}]");
        }
    }

    [Cases(Usual)]
    public void AnAttempt_IsMade_OnlyAfterTheOneBefore(int seed)
    {
        var (watch, _) = Watch(seed);
        foreach (var retry in watch.Nodes.Values.Where(node => node.Type == "Retry"))
        {
            for (var i = 1; watch.Made.ContainsKey($"{retry.Name}({i})"); i++)
                AfterAllIn(seed, watch, $"{retry.Name}({i})", $"{retry.Name}({i - 1})");
        }
    }

    [Cases(Usual)]
    public void AnExitHandler_IsMade_OnlyAfterWhatItBelongsTo(int seed)
    {
        var (watch, _) = Watch(seed);
        foreach (var name in watch.Made.Keys.Where(name => name.EndsWith(".onExit", StringComparison.Ordinal)))
        {
            var owner = name[..^".onExit".Length];
            Assert.True(watch.Over.TryGetValue(owner, out var over) && over <= watch.Made[name], $"seed {seed}: {name} was made before {owner} was over");
        }
    }

    [Cases(Usual)]
    public void Limits_OfWorkflowsTemplatesAndLocks_AreNeverExceeded(int seed)
    {
        var runs = new RandomRuns(seed);
        var run = runs.Run();
        _ = new NodeWatch(run) { Each = state => AssertWithinLimits(seed, state) };
        Standstill.AssertEnded(run.Run(), $"seed {seed}");
    }

    // What a sorted set needs, for whatever waits at once: the same answer both ways, and no circle.
    [Cases(Usual)]
    public void WaitingStarts_AreInAnOrder(int seed)
    {
        var run = new RandomRuns(seed).Run();
        _ = new NodeWatch(run)
        {
            Each = state =>
            {
                var order = state.Waiting.Order;
                StartKey[] keys = [.. state.Waiting.Suspended.Concat(state.Waiting.Workflow).Concat(state.Waiting.Boundaries.SelectMany(boundary => state.Waiting.Boundary(boundary)!)).Distinct().Order(order).Take(40)];
                for (var i = 0; i < keys.Length; i++)
                {
                    for (var j = i + 1; j < keys.Length; j++)
                        Assert.True(order.Compare(keys[i], keys[j]) < 0 && order.Compare(keys[j], keys[i]) > 0, $"seed {seed}: {keys[i]} and {keys[j]}");
                }
            },
        };
        run.Run();
    }

    [Cases(Usual)]
    public void StaleEvents_ChangeNothing(int seed)
    {
        var runs = new RandomRuns(seed);
        var plain = runs.Run().Run();
        var run = runs.Run();
        var random = new Random(seed);
        var changes = new List<string>();
        run.Stale = () => run.Events[random.Next(run.Events.Count)] is var old && IsOfNow(run, old) ? null : old;
        run.StaleDecided = (old, decision) =>
        {
            if (decision.Commands.Count > 0 || decision.Nodes.Count > 0 || decision.WorkflowChanged)
                changes.Add($"seed {seed}, event {run.Events.Count}: {old}");
        };
        run.Run();
        Assert.Empty(changes);
        Assert.Equal(plain.View().Json, run.View().Json);
    }

    [Cases(Usual)]
    public void KilledAfterAnyEvent_LoadedAndContinued_EndsTheSame(int seed, byte after)
    {
        var runs = new RandomRuns(seed);
        var plain = runs.Run().Run();
        var killed = runs.Run();
        killed.Run(after % Math.Max(1, plain.Events.Count));
        killed.Reload();
        killed.Run();
        Assert.Equal(plain.Events.Select(e => e.ToString()), killed.Events.Select(e => e.ToString()));
        Assert.Equal(plain.View().Json, killed.View().Json);
    }

    // A task that was refused since its template fails fast was looked at again after a load, and omitted when a daemon that it depends on had died.
    [Fact]
    public void KilledAfterAnyEvent_FoundBefore_EndsTheSame()
    {
        for (byte after = 41; after < 44; after++)
            KilledAfterAnyEvent_LoadedAndContinued_EndsTheSame(1219141344, after);
    }

    [Cases(Usual)]
    public void TheSameEvents_AgainFromTheBeginning_GiveTheSameState(int seed)
    {
        var runs = new RandomRuns(seed);
        var moments = new List<DateTimeOffset>();
        var run = runs.Run();
        run.Observe = (_, _) => moments.Add(run.Now);
        run.Run();
        var again = WorkflowState.Create(runs.Workflow.Manifest, run.State.Uid, "wf", "default", Harness.VirtualRun.Start);
        foreach (var (old, now) in run.Events.Zip(moments))
            WorkflowEngine.Decide(again, old, now);
        Assert.Equal(run.View().Json, System.Text.Encoding.UTF8.GetString(WorkflowStatusWriter.WriteToBytes(again)));
    }

    // A timer that was set again, and an answer to a question that was asked again, are what the engine waits for.
    private static bool IsOfNow(Harness.VirtualRun run, EngineEvent old) =>
        (old is TimerFired fired && run.IsSet(fired.Key)) || (old is MemoAnswered memo && !run.State.Nodes[memo.Ordinal].IsFulfilled);

    private static (NodeWatch Watch, Dictionary<string, Template> Templates) Watch(int seed)
    {
        var runs = new RandomRuns(seed);
        var run = runs.Run();
        var watch = new NodeWatch(run);
        run.Run();
        return (watch, run.State.Workflow.Spec.Templates.ToDictionary(template => template.Name));
    }

    private static void AfterCall(int seed, NodeWatch watch, string later, string earlier)
    {
        if (!watch.Made.ContainsKey(later))
            return;
        Assert.True(watch.Made.ContainsKey(earlier), $"seed {seed}: {later} was made, {earlier} never was");
        AfterAllIn(seed, watch, later, earlier);
    }

    // The node, all that it has made, and the hooks of these.
    private static void AfterAllIn(int seed, NodeWatch watch, string later, string earlier)
    {
        foreach (var (name, made) in watch.Made)
        {
            if (name != earlier && !(name.StartsWith(earlier, StringComparison.Ordinal) && name[earlier.Length] is '.' or '(' or '[' && made <= watch.Made[later]))
                continue;
            Assert.True(watch.Over.TryGetValue(name, out var over) && over <= watch.Made[later], $"seed {seed}: {later} was made before {name} was over");
        }
    }

    private static void AssertWithinLimits(int seed, WorkflowState state)
    {
        var active = NodeWatch.Active(state).ToList();
        if (state.Workflow.Spec.Parallelism is { } limit)
            Assert.True(active.Count(node => node.Type == NodeType.Pod) <= limit, $"seed {seed}: more than {limit} pods");
        foreach (var node in active.Where(node => node.Type is NodeType.Steps or NodeType.DAG && node.Template?.Template.Parallelism is not null))
        {
            var children = active.Count(child => child.Boundary == node.Ordinal && child.Type is NodeType.Pod or NodeType.Steps or NodeType.DAG);
            Assert.True(children <= node.Template!.Template.Parallelism, $"seed {seed}: {children} children of {NodeNames.Name(state, node)} run");
        }

        // The attempts of a retried node, and the members of a pod, run under the locks of that.
        foreach (var holders in active.Where(node => node.Role is not (NodeRole.Attempt or NodeRole.Member)).SelectMany(node => LocksOf(node).Select(name => (Lock: name, Node: node))).GroupBy(pair => pair.Lock))
            Assert.True(holders.Count() <= (holders.Key == "k" ? 2 : 1), $"seed {seed}: {string.Join(", ", holders.Select(pair => NodeNames.Name(state, pair.Node)))} hold {holders.Key}");
    }

    private static IEnumerable<string> LocksOf(Node node) => node.Template?.Template.Synchronization is { } locks && node.Type is not (NodeType.Skipped or NodeType.TaskGroup or NodeType.StepGroup)
        ? locks.Mutexes.Select(mutex => mutex.Name).Concat(locks.Semaphores.Select(semaphore => semaphore.ConfigMapKeyRef!.Key))
        : [];

    [GeneratedRegex(@"n\d{3}")]
    private static partial Regex TaskNames();
}
