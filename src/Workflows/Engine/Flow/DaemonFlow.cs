using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Daemons (Argo docs, "Daemon Containers"): a node that is ready counts as fulfilled while its container runs on, until the Steps or DAG node around it ends. The workflow ends when the
/// last daemon has.
/// </summary>
internal static class DaemonFlow
{
    private const string Over = "the template around the daemon has ended";

    /// <summary>It is ready, or its Retry node has an attempt that is: what comes after it may start.</summary>
    public static void OnReady(Turn turn, Node node)
    {
        node.Flags |= NodeFlags.Daemoned;
        turn.Touch(node);
        turn.State.OpenDaemons.Add(node.Ordinal);
        // They are about getting ready.
        if (node.Leaf is not null)
            turn.Send(new ClearTimer(new TimerKey(node.Ordinal, TimerKind.Timeout)));
        turn.NoteFulfilled(node);
    }

    /// <summary>What the end of a daemon that was ready means: it was stopped, or it ended by itself, which none should.</summary>
    public static (NodePhase Phase, string? Message) Judge(Node node, NodePhase phase, string? message)
    {
        if (node.Leaf!.StopMessage is not null)
            return (NodePhase.Succeeded, null);
        return phase == NodePhase.Succeeded ? (NodePhase.Failed, "the daemon ended by itself (exit code 0)") : (phase, message);
    }

    /// <summary>A daemon that was ready is over: with a retry strategy there may be another attempt.</summary>
    public static void OnOver(Turn turn, Node node)
    {
        if (node.Role == NodeRole.Attempt)
            RetryFlow.OnAttemptSettled(turn, turn.Node(node.Owner), node);
    }

    /// <summary>
    /// A daemon of a step or task that was ready has died for good. Its hooks are looked at again, its exit handler among them, and it is settled only when they are over: the template around it waits for
    /// that, as for every step or task (Argo's source <c>executeStepGroup</c>, <c>executeDAGTask</c>). An item of a looped task is looked at for as long as others of the loop are not ready.
    /// </summary>
    public static void OnDied(Turn turn, Node node)
    {
        if (node.Role is not (NodeRole.Step or NodeRole.Task or NodeRole.Item) || turn.Node(node.Boundary).IsFulfilled || (node.Role == NodeRole.Item && turn.Node(node.Owner).IsFulfilled))
            return;
        if (node.IsSettled && HookFlow.Site(turn.State, node) is { HasHooks: true })
        {
            node.Flags &= ~NodeFlags.HooksAsked;
            if (!HookFlow.AreOver(turn, node))
                Reopen(turn, node);
        }

        if (node.Role == NodeRole.Step)
            GroupOutcome.OnDaemonDied(turn, node);
    }

    private static void Reopen(Turn turn, Node node)
    {
        node.Flags &= ~NodeFlags.Settled;
        turn.Touch(node);
        if (node.Role == NodeRole.Task)
            DagFlow.Reopen(turn.Node(node.Owner), node);
        else if (node.Role == NodeRole.Item)
            ((TaskGroupRuntime)turn.Node(node.Owner).Runtime!).Open++;
        else
            StepsFlow.Reopen(turn, turn.Node(node.Owner));
    }

    /// <summary>
    /// The host of a daemon that was ready is lost. Another dispatch would have another address, which nobody knows: the daemon ends, and so do the tasks that were to run beside it there.
    /// </summary>
    public static void OnLost(Turn turn, Node node, string reason)
    {
        var engine = node.Leaf!.Engine;
        var stopped = node.Leaf.StopMessage is not null;
        turn.Send(new StopTask(node.Ordinal, reason));
        LeafFlow.End(turn, node, stopped ? NodePhase.Succeeded : NodePhase.Error, stopped ? null : $"the daemon was lost: {reason}");
        foreach (var task in Below(turn, node.Boundary))
        {
            if (task is { IsOver: false, Leaf.Request.IsEmpty: false } && !task.Has(NodeFlags.Began) && Encloses(turn, node.Boundary, task) && IsPinnedTo(task, engine))
                GiveUp(turn, task, reason);
        }
    }

    /// <summary>A task was lost: when the daemon that it runs beside is, too, it is not issued again.</summary>
    /// <returns>True: it was ended.</returns>
    public static bool GiveUpBeside(Turn turn, Node task, string reason)
    {
        if (TaskRequestFacts.Of(task.Leaf!.Request).Engine is not { } engine || EngineFor(turn, task) == engine)
            return false;
        GiveUp(turn, task, reason);
        return true;
    }

    /// <summary>A Steps or DAG node is over: its daemons are stopped.</summary>
    public static void StopChildren(Turn turn, Node boundary)
    {
        foreach (var ordinal in turn.State.OpenDaemons.ToArray())
        {
            if (turn.Node(ordinal) is { IsOver: false } daemon && daemon.Boundary == boundary.Ordinal)
                Stop(turn, daemon);
        }
    }

    /// <summary>Nothing else is left of the workflow: all daemons are stopped.</summary>
    /// <returns>True: there are some, and they end in a while.</returns>
    public static bool StopAll(Turn turn)
    {
        foreach (var ordinal in turn.State.OpenDaemons.ToArray())
            Stop(turn, turn.Node(ordinal));
        return turn.State.OpenDaemons.Count > 0;
    }

    /// <summary>The engine that a task has to run on, since a daemon of a template around it is reached there only; null: any.</summary>
    public static string? EngineFor(Turn turn, Node task)
    {
        foreach (var ordinal in turn.State.OpenDaemons)
        {
            if (turn.Node(ordinal) is { Leaf.Engine: { } engine } daemon && Encloses(turn, daemon.Boundary, task))
                return engine;
        }

        return null;
    }

    /// <summary>Nobody wants the daemon any more.</summary>
    public static bool IsUnwanted(Turn turn, Node daemon) => daemon.Boundary < 0 ? turn.State.ExitNodeCount > 0 : turn.Node(daemon.Boundary).IsOver;

    private static void Stop(Turn turn, Node daemon)
    {
        if (daemon.Type != NodeType.Retry)
            LeafFlow.Stop(turn, daemon, Over);
        else if (RetryFlow.Last(turn.State, daemon) is { IsOver: false } attempt)
            LeafFlow.Stop(turn, attempt, Over);
        else
            RetryFlow.EndDaemon(turn, daemon);
    }

    private static void GiveUp(Turn turn, Node task, string reason)
    {
        turn.Send(new StopTask(task.Ordinal, reason));
        LeafFlow.End(turn, task, NodePhase.Error, $"the daemon that it was to run beside was lost with its host: {reason}");
    }

    // What lies in a template, in the order in which it was made.
    private static List<Node> Below(Turn turn, int boundary)
    {
        var found = new List<Node>();
        if (boundary < 0)
            return found;
        var open = new Stack<Node>([turn.Node(boundary)]);
        while (open.TryPop(out var node))
        {
            foreach (var owned in (node.Owned ?? []).Select(turn.Node))
            {
                found.Add(owned);
                open.Push(owned);
            }
        }

        found.Sort((one, other) => one.Ordinal.CompareTo(other.Ordinal));
        return found;
    }

    private static bool IsPinnedTo(Node task, string? engine) => engine is not null && TaskRequestFacts.Of(task.Leaf!.Request).Engine == engine;

    private static bool Encloses(Turn turn, int boundary, Node node)
    {
        if (boundary < 0)
            return false;
        for (var at = node.Boundary; at >= 0; at = turn.Node(at).Boundary)
        {
            if (at == boundary)
                return true;
        }

        return false;
    }
}
