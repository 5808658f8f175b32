using System.Globalization;
using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>The workflow itself: begin, entrypoint, hooks and exit handler, end (Argo's source <c>operate</c>).</summary>
internal static class WorkflowFlow
{
    private const int RootSite = 0;
    private const string ExitSuffix = ".onExit";

    /// <summary>Begins, once it has its locks.</summary>
    public static void Begin(Turn turn)
    {
        var state = turn.State;
        try
        {
            state.Locks = LockFlow.Read(turn, state.Synchronization, NodeScopes.Global(turn));
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            FailToLock(turn, e.Message);
            return;
        }

        if (state.Locks is null)
        {
            Run(turn);
            return;
        }

        state.Phase = "Pending";
        LockFlow.AskForWorkflow(turn);
    }

    /// <summary>It cannot begin, ever.</summary>
    public static void FailToBegin(Turn turn, string message)
    {
        turn.State.StartedAt = turn.Now;
        Finish(turn, "Error", message);
    }

    /// <summary>It has its locks.</summary>
    public static void OnLocksHeld(Turn turn)
    {
        turn.State.Message = null;
        Run(turn);
    }

    /// <summary>It cannot have its locks, ever.</summary>
    public static void FailToLock(Turn turn, string message)
    {
        turn.State.StartedAt = turn.Now;
        Finish(turn, "Failed", $"Failed to acquire the synchronization lock. {message}");
    }

    /// <summary>It is shut down while it waits for its locks. Terminated it ends; stopped it goes on waiting, for its exit handler's sake (Argo's releaseLocksForPendingShuttingdownWfs).</summary>
    public static void OnShutdownWaiting(Turn turn)
    {
        if (turn.State.Shutdown != ShutdownFlow.Terminate)
            return;
        turn.State.StartedAt = turn.Now;
        Finish(turn, "Failed", ShutdownFlow.HaltMessage(turn.State));
    }

    private static void Run(Turn turn)
    {
        var state = turn.State;
        state.Phase = "Running";
        state.StartedAt = turn.Now;
        turn.TouchWorkflow();
        turn.Send(new Announce(AnnouncementKind.WorkflowStarted, null));
        MetricFlow.OnWorkflowBegun(turn);
        if (Deadline(state) is { } deadline)
            turn.Send(new SetTimer(new TimerKey(0, TimerKind.WorkflowDeadline), deadline));
        if (state is { Locks: not null, Shutdown: ShutdownFlow.Stop, Root: null })
            Invocation.Skip(turn, RootSeed, new WorkflowStep { Template = state.Workflow.Spec.Entrypoint }, NodePhase.Failed, ShutdownFlow.HaltMessage(state));
        else if (state.Root is null)
            StartRoot(turn);
        else
            ExpansionFlow.ContinueAll(turn);
        turn.NoteWorkflow();
    }

    /// <summary>When <c>spec.activeDeadlineSeconds</c> is over; null: none.</summary>
    public static DateTimeOffset? Deadline(WorkflowState state) =>
        state.Workflow.Spec.ActiveDeadlineSeconds is { } seconds && state.StartedAt is { } start ? start + Length(seconds) : null;

    /// <summary>Tries a start of the workflow again that had to wait.</summary>
    public static void Resume(Turn turn, int site)
    {
        if (site == RootSite)
        {
            StartRoot(turn);
        }
        else if (site == RepositoryFlow.ArgumentsSite)
        {
            RepositoryFlow.GoOn(turn);
        }
        else
        {
            turn.State.OpenHooks--;
            turn.Release(new StartKey(-1, site));
            Try(turn, site, isDue: true);
        }

        turn.NoteWorkflow();
    }

    /// <summary>The entrypoint or a hook is over.</summary>
    public static void OnSettled(Turn turn, Node node)
    {
        if (node.Role == NodeRole.Hook)
            turn.State.OpenHooks--;
        turn.NoteWorkflow();
    }

    /// <summary>Looks whether hooks are to run, and whether the workflow is over.</summary>
    public static void Assess(Turn turn)
    {
        var state = turn.State;
        if (state.IsFinished || state.StartedAt is null)
            return;
        var root = state.Root;
        if (root is null)
        {
            if (!Starts.IsHalted(state, onExit: false))
                return;
            root = Invocation.Skip(turn, RootSeed, new WorkflowStep { Template = state.Workflow.Spec.Entrypoint }, NodePhase.Failed, state.Shutdown is { } strategy ? $"workflow shutdown with strategy: {strategy}" : ShutdownFlow.HaltMessage(state));
        }

        if (root.IsSettled && state.ExitNodeCount == 0)
        {
            state.ExitNodeCount = state.NodeCount;
            state.ExitStatus = Outcome(state, root).Phase;
            turn.TouchWorkflow();
            TryHooks(turn);
            state.ExitStatus = Outcome(state, root).Phase;
            if (ExitHook(state) is not null)
                Try(turn, HookFlow.ExitSite);
        }
        else
        {
            TryHooks(turn);
        }

        if (root.IsSettled && state.OpenHooks == 0 && !DaemonFlow.StopAll(turn))
            End(turn, root);
    }

    /// <summary>Whether the entrypoint has no node yet: a loaded workflow tries it again.</summary>
    public static bool RootIsMissing(WorkflowState state) => !state.IsFinished && state.StartedAt is not null && state.Root is null;

    /// <summary>Key of the entrypoint among the workflow's starts.</summary>
    public static StartKey RootKey { get; } = new(-1, RootSite);

    private static NodeSeed RootSeed => new() { Owner = -1, Boundary = -1, Role = NodeRole.Root, Suffix = "" };

    private static void StartRoot(Turn turn)
    {
        var state = turn.State;
        var key = RootKey;
        if (state.Root is not null || Starts.Ask(turn, key, null, onExit: false) != StartAnswer.Go)
            return;
        var seed = RootSeed;
        try
        {
            var call = EntryCall(turn);
            if (Lookups.AreKnown(turn, key, call, ""))
                Invocation.Start(turn, seed, call, "");
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            Invocation.Fail(turn, seed, e.Message);
        }
    }

    /// <summary>The call of the entrypoint.</summary>
    /// <exception cref="ExpressionException">A tag cannot be resolved.</exception>
    public static WorkflowStep EntryCall(Turn turn) =>
        DirectCalls.Read(NodeScopes.Global(turn), turn.State.Values, new LifecycleHook { Template = turn.State.Workflow.Spec.Entrypoint, Arguments = turn.State.Arguments }, null);

    /// <summary>It is an exit handler, of the workflow or of a call.</summary>
    public static bool IsExit(Node node) => node.Role == NodeRole.Hook && node.Suffix == ExitSuffix;

    /// <summary>What follows the workflow's name in that of one of its hooks.</summary>
    public static string HookSuffix(WorkflowState state, int site) => site == HookFlow.ExitSite ? ExitSuffix : $".hooks.{state.WorkflowHooks[HookFlow.ExitSite - 1 - site].Key}";

    private static LifecycleHook? ExitHook(WorkflowState state) => state.Workflow.Spec.ExitHook(state.Arguments);

    private static void TryHooks(Turn turn)
    {
        for (var i = 0; i < turn.State.WorkflowHooks.Length; i++)
            Try(turn, HookFlow.ExitSite - 1 - i);
    }

    // A hook that waited is due: see HookFlow.Resume.
    private static void Try(Turn turn, int site, bool isDue = false)
    {
        var state = turn.State;
        var (suffix, hook) = (HookSuffix(state, site), site == HookFlow.ExitSite ? ExitHook(state)! : state.WorkflowHooks[HookFlow.ExitSite - 1 - site].Value);
        if (state.Top(suffix) is not null || state.HeldHooks.Contains(new StartKey(-1, site)))
            return;
        var atEnd = state.ExitNodeCount > 0;
        var seed = new NodeSeed { Owner = -1, Boundary = -1, Role = NodeRole.Hook, Suffix = suffix, Flags = NodeFlags.Hooked | (atEnd ? NodeFlags.OnExit : 0) };
        WorkflowStep call;
        try
        {
            var scope = NodeScopes.Global(turn);
            if (!isDue && hook.Expression is { } expression && !HookFlow.Holds(scope, expression, null, final: atEnd))
                return;
            if (atEnd && Starts.IsHalted(state, atEnd))
                return;
            switch (Starts.Ask(turn, new StartKey(-1, site), null, atEnd))
            {
                case StartAnswer.Never: return;
                case StartAnswer.Wait:
                    state.OpenHooks++;
                    turn.Hold(new StartKey(-1, site));
                    return;
                default: break;
            }

            call = DirectCalls.Read(scope, state.Values, hook, null);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            state.OpenHooks++;
            Invocation.Fail(turn, seed with { TemplateName = hook.Template }, e.Message);
            return;
        }

        state.OpenHooks++;
        if (Lookups.AreKnown(turn, new StartKey(-1, site), call, ""))
            Invocation.Start(turn, seed, call, "");
        else
            turn.Hold(new StartKey(-1, site));
    }

    private static (string Phase, string? Message) Outcome(WorkflowState state, Node root)
    {
        if (state.Shutdown is not null && root.Phase.IsFailedOrError())
            return (root.Phase.ToString(), ShutdownFlow.HaltMessage(state));
        if (state.Overflow > 0)
            return ("Error", NodeLimit.Message(state));
        return root.Phase switch
        {
            NodePhase.Failed => ("Failed", root.Message),
            NodePhase.Error => ("Error", root.Has(NodeFlags.Uncallable) ? $"error in entry template execution: {root.Message}" : root.Message),
            _ => state.TopNodes.Select(ordinal => state.Nodes[ordinal]).FirstOrDefault(node => HookFlow.IsBroken(node) && !IsExit(node)) is { } hook ? ("Error", hook.Message) : ("Succeeded", null),
        };
    }

    // A bad exit handler spoils a good workflow; a bad workflow keeps its own phase and message.
    private static void End(Turn turn, Node root)
    {
        var (phase, message) = Outcome(turn.State, root);
        if (phase == "Succeeded" && turn.State.Top(ExitSuffix) is { } exit && exit.Phase.IsFailedOrError())
            (phase, message) = (exit.Phase.ToString(), exit.Message);
        Finish(turn, phase, message);
    }

    private static void Finish(Turn turn, string phase, string? message)
    {
        var state = turn.State;
        state.Phase = phase;
        state.Message = message;
        state.FinishedAt = turn.Now;
        turn.TouchWorkflow();
        LockFlow.ReleaseWorkflow(turn);
        if (Deadline(state) is not null)
            turn.Send(new ClearTimer(new TimerKey(0, TimerKind.WorkflowDeadline)));
        if (TimeToLive(state, phase) is { } seconds)
            turn.Send(new SetTimer(new TimerKey(0, TimerKind.TimeToLive), turn.Now + Length(seconds)));
        MetricFlow.OnWorkflowFinished(turn);
        turn.Send(new Announce(AnnouncementKind.WorkflowFinished, null));
    }

    // None is longer than Go's longest duration.
    private static TimeSpan Length(long seconds) => Expressions.GoDuration.FromSeconds(seconds).ToTimeSpan();

    private static long? TimeToLive(WorkflowState state, string phase)
    {
        var ttl = state.Workflow.Spec.TtlStrategy;
        var own = phase switch
        {
            "Succeeded" => ttl?.SecondsAfterSuccess,
            "Failed" => ttl?.SecondsAfterFailure,
            // An Error is no failure here (Argo's source gccontroller, ttl).
            _ => null,
        };
        return own ?? ttl?.SecondsAfterCompletion;
    }
}
