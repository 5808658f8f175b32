using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Loops: items are started one after another, as many as one decision may, and as places are free. A looped task has a TaskGroup node, a looped step none
/// (Argo docs, "Loops").
/// </summary>
internal static class LoopFlow
{
    /// <summary>Makes the TaskGroup of a looped task and starts its items.</summary>
    public static Node Start(Turn turn, NodeSeed seed, CallSite site, LoopCursor cursor)
    {
        var handle = site.Call.Template is { } name && !TagTemplate.HasTags(name) ? turn.State.Library.Named(turn.Node(seed.Boundary).Template!.Scope, name) : null;
        var depth = turn.Node(seed.Owner).Depth;
        var node = Completion.Create(turn, seed with { Template = handle, TemplateName = site.Call.Template, Depth = depth }, NodeType.TaskGroup, NodePhase.Running);
        node.Runtime = new TaskGroupRuntime { Cursor = cursor };
        Keep(node, cursor, 0);
        Expand(turn, node);
        HookFlow.OnRunning(turn, node);
        return node;
    }

    /// <summary>Goes on with the items of a TaskGroup.</summary>
    public static void Expand(Turn turn, Node group)
    {
        if (group.Runtime is not TaskGroupRuntime runtime)
            return;
        if (runtime.Cursor is { } cursor)
        {
            var dag = turn.Node(group.Owner);
            var site = ((DagRuntime)dag.Runtime!).Plan.Sites[group.Site];
            var seed = new NodeSeed { Owner = group.Ordinal, Boundary = group.Boundary, Role = NodeRole.Item, Suffix = "", Site = group.Site };
            if (Advance(turn, group, dag, site, cursor, seed, new StartKey(group.Ordinal, 0), _ => ++runtime.Open > 0))
            {
                runtime.Cursor = null;
                group.LoopTexts = null;
            }
        }

        Check(turn, group);
    }

    /// <summary>An item and its hooks are over.</summary>
    public static void OnItemSettled(Turn turn, Node group)
    {
        if (group.Runtime is not TaskGroupRuntime runtime)
            return;
        runtime.Open--;
        Check(turn, group);
    }

    /// <summary>Remembers the text of a loop that is not fully expanded and might read differently later.</summary>
    public static void Keep(Node owner, LoopCursor cursor, int key)
    {
        if (cursor.Source is { } source)
            (owner.LoopTexts ??= [])[key] = source;
    }

    /// <summary>Starts items until all are, none may, or the decision is long enough.</summary>
    /// <returns>True when all are started.</returns>
    public static bool Advance(
        Turn turn, Node owner, Node boundary, CallSite site, LoopCursor cursor, NodeSeed seed, StartKey key, Func<Node, bool> added)
    {
        var scope = NodeScopes.Inside(turn, boundary);
        var onExit = boundary.Has(NodeFlags.OnExit);
        while (cursor.Next < cursor.Items.Count)
        {
            if (cursor.Kept?.Contains(cursor.Next) == true)
            {
                cursor.Next++;
                continue;
            }

            if (turn.Budget <= 0)
            {
                turn.Continue(owner);
                return false;
            }

            if (IsLeftOut(turn.State, owner))
                return false;
            if (Starts.IsSuspended(turn.State) || Starts.IsFull(turn.State, onExit))
            {
                Starts.Ask(turn, key, boundary, onExit);
                return false;
            }

            var index = cursor.Next;
            var item = cursor.Items[index];
            var itemSeed = seed with { Suffix = seed.Suffix + item.NodeName("", index), Index = index };
            Node node;
            try
            {
                if (CallPreparation.SkipItem(scope, cursor, item, index) is { } skip)
                {
                    node = Invocation.Skip(turn, itemSeed, site.Call, NodePhase.Skipped, skip);
                }
                else
                {
                    if (Starts.Ask(turn, key, boundary, onExit) != StartAnswer.Go)
                        return false;
                    var call = site.Read(scope.ApplyItem(cursor.Text, item, index));
                    if (!Lookups.AreKnown(turn, key, call, boundary.Template!.Scope))
                        return false;
                    node = Invocation.Start(turn, itemSeed, call, boundary.Template!.Scope, cursor.Absent);
                }
            }
            catch (Exception e) when (e is ExpressionException or SpecFormatException)
            {
                node = Invocation.Refuse(turn, itemSeed with { TemplateName = site.Call.Template }, e.Message);
            }

            if (site.HasHooks)
                node.Item = item.Kind == LoopItemKind.String ? JsonText.Quote(item.Value) : item.Value;
            cursor.Next++;
            if (!added(node))
                return false;
        }

        return true;
    }

    // An item of a looped task ran when the DAG was stopped: the others have no nodes.
    private static bool IsLeftOut(WorkflowState state, Node group) => group.Role == NodeRole.Task && group.Has(NodeFlags.RanOn) && ShutdownFlow.IsClosed(state, state.Nodes[group.Boundary]);

    private static void Check(Turn turn, Node group)
    {
        if (group.IsFulfilled || group.Runtime is not TaskGroupRuntime { Open: 0 } runtime)
            return;
        var dag = turn.Node(group.Boundary);
        var cut = runtime.Cursor is not null;
        if (cut && !Starts.IsFull(turn.State, dag.Has(NodeFlags.OnExit)) && !IsLeftOut(turn.State, group) && !Starts.IsTripped(dag))
            return;
        var phase = NodePhase.Succeeded;
        string? message = null;
        foreach (var ordinal in group.Owned ?? [])
        {
            var item = turn.Node(ordinal);
            if (item.Role != NodeRole.Item)
                continue;
            message ??= HookFlow.Broken(turn.State, item)?.Message;
            if (HookFlow.PhaseOf(turn.State, item) is var ended && ended.IsFailedOrError())
                phase = ended;
        }

        if (cut && Starts.IsTripped(dag))
            group.Flags |= NodeFlags.CutShort;
        if (group.Has(NodeFlags.CutShort))
            Completion.Finish(turn, group, phase == NodePhase.Succeeded ? NodePhase.Failed : phase, StepsFlow.FailFastMessage);
        else if (cut && phase == NodePhase.Succeeded)
            Completion.Finish(turn, group, NodePhase.Failed, ShutdownFlow.HaltMessage(turn.State));
        else
            Completion.Finish(turn, group, phase, message);
    }
}
