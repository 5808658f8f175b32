using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Results of tasks and the phase of a DAG (Argo's source <c>assessDAGPhase</c>, <c>evaluateDependsLogic</c>).</summary>
internal static class DagAssessment
{
    /// <summary>Whether a settled task has a result that <c>depends</c> asks for.</summary>
    public static bool Holds(WorkflowState state, Node task, TaskResult result) => result switch
    {
        TaskResult.Succeeded => HookFlow.PhaseOf(state, task) == NodePhase.Succeeded,
        TaskResult.Failed => HookFlow.PhaseOf(state, task) == NodePhase.Failed,
        TaskResult.Errored => HookFlow.PhaseOf(state, task) == NodePhase.Error,
        TaskResult.Skipped => task.Phase == NodePhase.Skipped,
        TaskResult.Omitted => task.Phase == NodePhase.Omitted,
        TaskResult.Daemoned => task.Has(NodeFlags.Daemoned) && task.Phase != NodePhase.Pending,
        TaskResult.AnySucceeded => Items(state, task).Any(n => n.Phase == NodePhase.Succeeded),
        TaskResult.AllFailed => Items(state, task).Any() && Items(state, task).All(n => n.Phase == NodePhase.Failed),
        _ => false,
    };

    /// <summary>The DAG's phase once no task is open; Running: something is still to come.</summary>
    public static NodePhase Phase(WorkflowState state, DagRuntime runtime)
    {
        var branches = Branches(state, runtime);
        var result = NodePhase.Succeeded;
        foreach (var target in runtime.Plan.Targets)
        {
            if (branches[target] is not { } phase)
            {
                result = NodePhase.Running;
                if (!runtime.Plan.FailFast)
                    break;
                continue;
            }

            if (!phase.IsFailedOrError() || ContinuesOn(runtime, target, phase))
                continue;
            result = phase;
            if (runtime.Plan.FailFast)
                break;
        }

        return result;
    }

    // A completed task has its own phase; a skipped or omitted one takes that of the tasks before it, a bad one first.
    private static NodePhase?[] Branches(WorkflowState state, DagRuntime runtime)
    {
        var branches = new NodePhase?[runtime.TaskNodes.Length];
        var inside = new Dictionary<int, NodePhase?>();
        foreach (var task in runtime.Plan.Order)
        {
            if (runtime.TaskNodes[task] < 0)
                continue;
            var phase = HookFlow.PhaseOf(state, state.Nodes[runtime.TaskNodes[task]]);
            branches[task] = phase.IsCompleted() ? phase : Inherited(state, runtime, branches, inside, task);
        }

        return branches;
    }

    private static NodePhase Inherited(WorkflowState state, DagRuntime runtime, NodePhase?[] branches, Dictionary<int, NodePhase?> inside, int task)
    {
        foreach (var dependency in runtime.Plan.Dependencies[task])
        {
            if (branches[dependency] is not { } phase)
                continue;
            if (phase.IsFailedOrError())
                return phase;
            if (runtime.TaskNodes[dependency] is >= 0 and var ordinal && Outgoing(state, state.Nodes[ordinal], inside) is { } outgoing)
                return outgoing;
        }

        return NodePhase.Succeeded;
    }

    // Argo walks the graph of nodes, in which what follows hangs below the last nodes inside: one that failed there, and was let pass, is bad for what is skipped or omitted after it.
    private static NodePhase? Outgoing(WorkflowState state, Node node, Dictionary<int, NodePhase?> known)
    {
        if (known.TryGetValue(node.Ordinal, out var phase))
            return phase;
        foreach (var inner in NodeEnds.Of(state, node))
        {
            phase = inner.Phase.IsFailedOrError() ? inner.Phase : Outgoing(state, inner, known);
            if (phase is not null)
                break;
        }

        return known[node.Ordinal] = phase;
    }

    private static bool ContinuesOn(DagRuntime runtime, int task, NodePhase phase)
    {
        var continueOn = runtime.Plan.Sites[task].Call.ContinueOn;
        return continueOn is not null && (phase == NodePhase.Failed ? continueOn.Failed : continueOn.Error);
    }

    private static IEnumerable<Node> Items(WorkflowState state, Node task) => task.Type == NodeType.TaskGroup ? NodeEnds.Of(state, task) : [];
}
