using System.Text.Json;
using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Hooks and exit handlers of steps and tasks (Argo docs, "Lifecycle-Hook", "Exit handlers"). They belong to the step or task, which is settled only when
/// they are; how they end does not change its phase.
/// </summary>
internal static class HookFlow
{
    /// <summary>Key of the exit handler among a node's starts; other hooks follow downwards.</summary>
    public const int ExitSite = -1;

    /// <summary>Looks at the hooks of a node that ended, once; true: none is open.</summary>
    public static bool AreOver(Turn turn, Node node)
    {
        if (Site(turn.State, node) is not { HasHooks: true } site)
            return true;
        if (!node.Has(NodeFlags.HooksAsked))
        {
            node.Flags |= NodeFlags.HooksAsked;
            turn.Touch(node);
            for (var i = 0; i < site.Hooks.Count && HasOthers(node); i++)
                Try(turn, node, site, ExitSite - 1 - i, final: true);
            if (IsTarget(turn.State, node))
                TryExit(turn, node, site);
        }

        if (node.OpenHooks == 0)
            TryExit(turn, node, site);
        return node.OpenHooks == 0;
    }

    // An exit handler waits for the other hooks; that of a DAG's target does not, since Argo looks at it once more (its sources executeStepGroup, executeDAGTask and executeDAG).
    private static bool IsTarget(WorkflowState state, Node node) => node.Role == NodeRole.Task && state.Nodes[node.Owner].Runtime is DagRuntime dag && dag.Plan.IsTarget(node.Site);

    private static void TryExit(Turn turn, Node node, CallSite site)
    {
        if (node.Phase.IsCompleted() && HasExit(node, site))
            Try(turn, node, site, ExitSite, final: true);
    }

    /// <summary>
    /// The first hook of a step, task or item that could not be made: its expression or arguments cannot be evaluated, or there is no such template. Null: none. That is an error of what is around it
    /// (Argo's sources <c>executeStepGroup</c>, <c>executeDAGTask</c>), which the end of a hook that ran is not.
    /// </summary>
    public static Node? Broken(WorkflowState state, Node node)
    {
        foreach (var ordinal in node.HookNodes ?? [])
        {
            if (IsBroken(state.Nodes[ordinal]))
                return state.Nodes[ordinal];
        }

        return null;
    }

    /// <summary>See <see cref="Broken"/>.</summary>
    public static bool IsBroken(Node hook) => hook is { Role: NodeRole.Hook, IsUnmade: true };

    /// <summary>The phase of a task or item that counts for the DAG around it: Error where a hook of it could not be made.</summary>
    public static NodePhase PhaseOf(WorkflowState state, Node node) => node.Phase.IsFulfilled() && Broken(state, node) is not null ? NodePhase.Error : node.Phase;

    /// <summary>Looks at the hooks of a node that began to run.</summary>
    public static void OnRunning(Turn turn, Node node)
    {
        while (node.Role == NodeRole.Attempt)
            node = turn.Node(node.Owner);
        if (node.IsFulfilled || !HasOthers(node) || Site(turn.State, node) is not { Hooks.Count: > 0 } site)
            return;
        for (var i = 0; i < site.Hooks.Count; i++)
            Try(turn, node, site, ExitSite - 1 - i, final: false);
    }

    /// <summary>A hook is over.</summary>
    public static void OnHookSettled(Turn turn, Node owner)
    {
        owner.OpenHooks--;
        if (owner.OpenHooks == 0 && owner.IsFulfilled)
            turn.NoteFulfilled(owner);
    }

    /// <summary>
    /// Tries a hook again that had to wait. Its expression has held, and is not asked again: what it waits for, and when it is looked at, must not decide whether it runs.
    /// </summary>
    public static void Resume(Turn turn, Node owner, int key)
    {
        owner.OpenHooks--;
        turn.Release(new StartKey(owner.Ordinal, key));
        if (Site(turn.State, owner) is { } site)
            Try(turn, owner, site, key, owner.IsFulfilled, isDue: true);
        if (owner.OpenHooks == 0 && owner.IsFulfilled)
            turn.NoteFulfilled(owner);
    }

    /// <summary>The call that a node is the result of; null: hooks are no matter of this node.</summary>
    public static CallSite? Site(WorkflowState state, Node node)
    {
        if (node.Site < 0 || node.Role is not (NodeRole.Step or NodeRole.Task or NodeRole.Item))
            return null;
        var groups = state.Nodes[node.Boundary].Template!.Groups;
        return groups[node.Role == NodeRole.Step ? state.Nodes[node.Owner].Index : 0][node.Site];
    }

    // Of a looped task each item has its exit handler, and the group the other hooks (Argo's source executeDAGTask).
    private static bool HasExit(Node node, CallSite site) => node.Role != NodeRole.Task || !site.Call.IsLoop;

    private static bool HasOthers(Node node) => node.Role != NodeRole.Item;

    // Terminated, nothing has exit handlers; where a DAG was stopped, what ran then has no other hooks: the DAG is over for Argo.
    private static bool IsLeftOut(WorkflowState state, Node node, int key) => key == ExitSite
        ? state.Shutdown == ShutdownFlow.Terminate
        : node.Has(NodeFlags.RanOn) && ShutdownFlow.IsClosed(state, state.Nodes[node.Boundary]);

    private static void Try(Turn turn, Node node, CallSite site, int key, bool final, bool isDue = false)
    {
        var state = turn.State;
        if (IsLeftOut(state, node, key) || Hook(state, site, key) is not { } hook || state.HeldHooks.Contains(new StartKey(node.Ordinal, key)) || Exists(state, node, Suffix(site, key)))
            return;
        var seed = new NodeSeed
        {
            Owner = node.Ordinal,
            Boundary = node.Boundary,
            Role = NodeRole.Hook,
            Suffix = Suffix(site, key),
            Flags = NodeFlags.Hooked | (key == ExitSite ? NodeFlags.OnExit : 0),
        };
        WorkflowStep call;
        IReadOnlyDictionary<string, string> absent;
        try
        {
            var scope = NodeScopes.Inside(turn, turn.Node(node.Boundary), node);
            if (hook.Expression is null && key != ExitSite)
                throw new ExpressionException(ExpressionErrorKind.MissingReference, HookExpressions.Missing(site.Hooks[ExitSite - 1 - key].Key));
            if (!isDue && hook.Expression is { } expression && !Holds(scope, expression, node.Item, final))
                return;
            switch (Starts.Ask(turn, new StartKey(node.Ordinal, key), turn.Node(node.Boundary), seed.Flags.HasFlag(NodeFlags.OnExit) || node.Has(NodeFlags.OnExit)))
            {
                case StartAnswer.Never: return;
                case StartAnswer.Wait:
                    node.OpenHooks++;
                    turn.Hold(new StartKey(node.Ordinal, key));
                    return;
                default: break;
            }

            scope = NodeScopes.Inside(turn, turn.Node(node.Boundary), node, takesUnwritten: true);
            absent = AbsentArguments.Of(scope, hook);
            call = DirectCalls.Read(scope, state.Values, AbsentArguments.Without(hook, absent), node.Item);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            node.OpenHooks++;
            Invocation.Fail(turn, seed with { TemplateName = hook.Template }, e.Message);
            return;
        }

        node.OpenHooks++;
        if (Lookups.AreKnown(turn, new StartKey(node.Ordinal, key), call, turn.Node(node.Boundary).Template!.Scope))
            Invocation.Start(turn, seed, call, turn.Node(node.Boundary).Template!.Scope, absent);
        else
            turn.Hold(new StartKey(node.Ordinal, key));
    }

    /// <summary>Whether a hook's expression holds. While what it belongs to runs, names that it asks for may not be there yet.</summary>
    /// <exception cref="ExpressionException">It cannot be evaluated, and it is not going to be.</exception>
    public static bool Holds(Substitution scope, string expression, string? item, bool final)
    {
        try
        {
            return HookExpressions.Holds(scope, expression, item);
        }
        catch (ExpressionException error) when (!final && error.Kind != ExpressionErrorKind.Syntax)
        {
            return false;
        }
    }

    private static LifecycleHook? Hook(WorkflowState state, CallSite site, int key) =>
        key == ExitSite ? site.Call.ExitHook(state.Arguments) : site.Hooks[ExitSite - 1 - key].Value;

    /// <summary>What follows the name of its node in a hook's.</summary>
    public static string Suffix(CallSite site, int key) => key == ExitSite ? ".onExit" : $".hooks.{site.Hooks[ExitSite - 1 - key].Key}";

    private static bool Exists(WorkflowState state, Node node, string suffix)
    {
        foreach (var ordinal in node.HookNodes ?? [])
        {
            if (state.Nodes[ordinal].Suffix == suffix)
                return true;
        }

        return false;
    }
}
