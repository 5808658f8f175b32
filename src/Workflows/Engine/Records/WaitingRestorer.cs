using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine.Records;

/// <summary>
/// Finds what could start and has not: it waits at the gate again. What the gate would let through is an expansion that was under way. Nothing waits yet in a workflow that is retried by hand
/// and has not begun again: it goes on with all its open nodes (see <see cref="ExpansionFlow.ContinueAll"/>), and tasks that need no place (loops, skipped ones) start at once.
/// </summary>
internal static class WaitingRestorer
{
    public static void Restore(WorkflowState state)
    {
        var turn = new Turn(state, state.StartedAt ?? state.CreatedAt);
        foreach (var node in state.Nodes)
        {
            if (node.IsOver)
                continue;
            if (state.StartedAt is not null)
                Restore(turn, node);
            else if (node.Runtime is DagRuntime dag)
                dag.Ready.UnionWith(Unmade(dag));
        }

        if (WorkflowFlow.RootIsMissing(state))
            Waits(turn, WorkflowFlow.RootKey, null, onExit: false);
        foreach (var hook in state.HeldHooks)
            RestoreHook(turn, hook);
    }

    private static void Restore(Turn turn, Node node)
    {
        var onExit = node.Has(NodeFlags.OnExit);
        switch (node.Runtime)
        {
            case null when Admission.WaitsAtGate(node): Waits(turn, new StartKey(node.Ordinal, 0), Starts.PlaceOf(turn, node), onExit); break;
            case DagRuntime dag: RestoreTasks(turn, node, dag, onExit); break;
            case GroupRuntime group:
                for (var i = 0; i < group.Sites.Length; i++)
                {
                    if (!group.Sites[i].Started)
                        Waits(turn, new StartKey(node.Ordinal, i), turn.Node(node.Boundary), onExit);
                }

                break;
            case TaskGroupRuntime { Cursor: not null }: Waits(turn, new StartKey(node.Ordinal, 0), turn.Node(node.Boundary), onExit); break;
            case StepsRuntime steps when steps.Groups.TrueForAll(g => turn.Node(g).IsSettled): Waits(turn, new StartKey(node.Ordinal, 0), null, onExit); break;
            case RetryRuntime { RetryAt: 0 } when RetryFlow.Last(turn.State, node) is null or { IsSettled: true, IsOver: true }:
                Waits(turn, new StartKey(node.Ordinal, 0), Starts.PlaceOf(turn, node), onExit);
                break;
        }
    }

    private static void RestoreTasks(Turn turn, Node node, DagRuntime dag, bool onExit)
    {
        foreach (var task in Unmade(dag))
        {
            // When the template began to fail fast, all that waited was looked at, and what was due since then, too: it will have no node.
            if (Starts.IsCut(turn, DagFlow.KeyOf(node, task), node) && !Starts.IsFull(turn.State, onExit))
                continue;
            if (!DagFlow.IsLeftOut(turn.State, node, task) && !Waits(turn, DagFlow.KeyOf(node, task), node, onExit) && !Starts.IsFull(turn.State, onExit))
                dag.Ready.Add(task);
        }
    }

    private static IEnumerable<int> Unmade(DagRuntime dag) => dag.Plan.Order.Where(task => dag.OpenDependencies[task] == 0 && dag.TaskNodes[task] < 0);

    private static void RestoreHook(Turn turn, StartKey hook)
    {
        var owner = hook.Owner < 0 ? null : turn.Node(hook.Owner);
        var onExit = owner is null ? turn.State.ExitNodeCount > 0 : hook.Site == HookFlow.ExitSite || owner.Has(NodeFlags.OnExit);
        if (!Waits(turn, hook, owner is null ? null : turn.Node(owner.Boundary), onExit))
            return;
        if (owner is null)
            turn.State.OpenHooks++;
        else
            owner.OpenHooks++;
    }

    // A template that fails fast lets nothing but hooks through any more; what waits for it is told when its open children have ended.
    private static bool Waits(Turn turn, StartKey key, Node? boundary, bool onExit)
    {
        if (!Starts.IsCut(turn, key, boundary) || Starts.IsFull(turn.State, onExit))
            return Starts.Ask(turn, key, boundary, onExit) == StartAnswer.Wait;
        if (Starts.IsSuspended(turn.State))
            turn.State.Waiting.Suspended.Add(key);
        else
            turn.State.Waiting.WaitFor(boundary!.Ordinal, key);
        return true;
    }
}
