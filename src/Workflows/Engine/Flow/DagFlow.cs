using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// DAG nodes (Argo docs, "DAG", "Enhanced Depends Logic"). A task is looked at once, when the last of its dependencies is settled; the DAG ends when no
/// task is left, or when none is open and the rest will never start.
/// </summary>
internal static class DagFlow
{
    private const string Omitted = "omitted: depends condition not met";

    /// <summary>Makes the node and starts the tasks that depend on nothing.</summary>
    public static Node Start(Turn turn, NodeSeed seed, string?[] inputs)
    {
        var node = Completion.Create(turn, seed, NodeType.DAG, NodePhase.Running);
        node.Inputs = inputs;
        var runtime = new DagRuntime(DagPlans.For(turn, node));
        node.Runtime = runtime;
        foreach (var task in runtime.Plan.Order)
        {
            if (runtime.OpenDependencies[task] == 0)
                runtime.Ready.Add(task);
        }

        Pump(turn, node);
        HookFlow.OnRunning(turn, node);
        return node;
    }

    /// <summary>Looks at tasks whose dependencies are over, as many as one decision may.</summary>
    public static void Pump(Turn turn, Node dag)
    {
        if (dag.Runtime is not DagRuntime runtime)
            return;
        while (runtime.Ready.Count > 0)
        {
            if (turn.Budget <= 0)
            {
                turn.Continue(dag);
                return;
            }

            var task = runtime.Ready.Min;
            runtime.Ready.Remove(task);
            StartTask(turn, dag, task);
        }

        Check(turn, dag);
    }

    /// <summary>Looks at one task: it runs, loops, is skipped or omitted, or has to wait.</summary>
    public static void StartTask(Turn turn, Node dag, int task)
    {
        var runtime = (DagRuntime)dag.Runtime!;
        if (runtime.TaskNodes[task] >= 0 || runtime.OpenDependencies[task] > 0 || IsLeftOut(turn.State, dag, task))
            return;
        var site = runtime.Plan.Sites[task];
        var key = KeyOf(dag, task);
        var onExit = dag.Has(NodeFlags.OnExit);
        if (Starts.IsSuspended(turn.State) || Starts.IsFull(turn.State, onExit))
        {
            Starts.Ask(turn, key, dag, onExit);
            return;
        }

        var seed = new NodeSeed { Owner = dag.Ordinal, Boundary = dag.Ordinal, Role = NodeRole.Task, Suffix = site.Suffix, Site = task };
        if (Make(turn, dag, runtime, site, seed, key) is { } node)
        {
            runtime.TaskNodes[task] = node.Ordinal;
            runtime.Active++;
        }
    }

    /// <summary>The DAG was stopped, and the task follows one that ran then, or whose exit handler does: it has no node (Argo's source <c>executeDAG</c>).</summary>
    public static bool IsLeftOut(WorkflowState state, Node dag, int task)
    {
        if (!ShutdownFlow.IsClosed(state, dag))
            return false;
        var runtime = (DagRuntime)dag.Runtime!;
        return runtime.Plan.Dependencies[task].Select(before => state.Nodes[runtime.TaskNodes[before]])
            .Any(before => before.Has(NodeFlags.RanOn) || (before.HookNodes ?? []).Exists(hook => WorkflowFlow.IsExit(state.Nodes[hook])));
    }

    /// <summary>The start of a task, among those that wait.</summary>
    public static StartKey KeyOf(Node dag, int task) => new(dag.Ordinal, ((DagRuntime)dag.Runtime!).Plan.Ranks[task]);

    /// <summary>A task and its hooks are over.</summary>
    public static void OnTaskSettled(Turn turn, Node dag, Node task)
    {
        if (dag.Runtime is not DagRuntime runtime)
            return;
        runtime.Active--;
        runtime.Remaining--;
        foreach (var dependent in runtime.Plan.Dependents[task.Site])
        {
            if (--runtime.OpenDependencies[dependent] == 0 && runtime.Plan.IsReachable(dependent))
                runtime.Ready.Add(dependent);
        }

        Pump(turn, dag);
    }

    /// <summary>A task that was settled has hooks again: what depends on it and has no node yet waits for them.</summary>
    public static void Reopen(Node dag, Node task)
    {
        var runtime = (DagRuntime)dag.Runtime!;
        runtime.Active++;
        runtime.Remaining++;
        foreach (var dependent in runtime.Plan.Dependents[task.Site])
        {
            runtime.OpenDependencies[dependent]++;
            runtime.Ready.Remove(dependent);
        }
    }

    /// <summary>Ends the DAG when nothing is left to happen.</summary>
    public static void Check(Turn turn, Node dag)
    {
        if (dag.IsFulfilled || dag.Runtime is not DagRuntime runtime || runtime.Active > 0 || runtime.Ready.Count > 0 || turn.State.Waiting.IsAsking(dag.Ordinal))
            return;
        if (Starts.IsTripped(dag))
        {
            Completion.Finish(turn, dag, NodePhase.Failed, StepsFlow.FailFastMessage);
            return;
        }

        var onExit = dag.Has(NodeFlags.OnExit);
        var isFull = runtime.Remaining > 0 && Starts.IsFull(turn.State, onExit);
        if (isFull || ShutdownFlow.IsClosed(turn.State, dag))
        {
            // A DAG has no message, as in Argo; that of too many nodes says what to do.
            Completion.Finish(turn, dag, NodePhase.Failed, isFull ? ShutdownFlow.HaltMessage(turn.State) : null);
            return;
        }

        if (runtime.Remaining > 0 && Starts.IsSuspended(turn.State))
            return;
        var phase = DagAssessment.Phase(turn.State, runtime);
        if (phase == NodePhase.Running)
            return;
        if (phase == NodePhase.Succeeded)
            ExportAgain(turn, runtime);
        if (phase == NodePhase.Succeeded && TemplateOutputs.Error(turn, dag) is { } error)
            Completion.FinishUncallable(turn, dag, error);
        else
            Completion.Finish(turn, dag, phase, phase == NodePhase.Error ? BrokenHook(turn, runtime) : null);
    }

    // Of several tasks with one global name the last in the list has it in the end, whichever ended last (Argo's source executeDAG).
    private static void ExportAgain(Turn turn, DagRuntime runtime)
    {
        if (turn.State.GlobalOutputs.Count == 0 && turn.State.GlobalArtifacts.Count == 0)
            return;
        foreach (var ordinal in runtime.TaskNodes)
        {
            if (ordinal >= 0)
                GlobalOutputs.Export(turn, NodeFacts.Carrier(turn.State, turn.Node(ordinal)));
        }
    }

    // Why an Error is one that no task shows.
    private static string? BrokenHook(Turn turn, DagRuntime runtime) =>
        runtime.Plan.Order.Where(task => runtime.TaskNodes[task] >= 0).Select(task => HookFlow.Broken(turn.State, turn.Node(runtime.TaskNodes[task]))).FirstOrDefault(hook => hook is not null)?.Message;

    private static Node? Make(Turn turn, Node dag, DagRuntime runtime, CallSite site, NodeSeed seed, StartKey key)
    {
        try
        {
            if (!runtime.Plan.MayRun(site.Index, (task, result) => DagAssessment.Holds(turn.State, turn.Node(runtime.TaskNodes[task]), result)))
                return Invocation.Skip(turn, seed, site.Call, NodePhase.Omitted, Omitted);
        }
        catch (ExpressionException e)
        {
            return Invocation.Refuse(turn, seed with { TemplateName = site.Call.Template }, e.Message);
        }

        var prepared = CallPreparation.PrepareNew(turn, dag, site);
        if (prepared.Error is { } error)
            return Invocation.Refuse(turn, seed with { TemplateName = site.Call.Template }, error);
        if (prepared.SkipMessage is { } skip)
            return Invocation.Skip(turn, seed, site.Call, NodePhase.Skipped, skip);
        if (prepared.Loop is { } loop)
            return LoopFlow.Start(turn, seed, site, loop);
        return Starts.Ask(turn, key, dag, dag.Has(NodeFlags.OnExit)) == StartAnswer.Go && Lookups.AreKnown(turn, key, prepared.Call!, dag.Template!.Scope)
            ? Invocation.Start(turn, seed, prepared.Call!, dag.Template!.Scope, prepared.Absent)
            : null;
    }
}
