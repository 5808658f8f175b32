using System.Globalization;
using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Engine.Scopes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Steps nodes and their StepGroups: groups one after another, the steps of a group side by side (Argo docs, "Steps").</summary>
internal static class StepsFlow
{
    /// <summary>Message of a template that gave up after a failed child.</summary>
    public const string FailFastMessage = "template has failed or errored children and failFast enabled";

    /// <summary>Makes the node and starts its first group.</summary>
    public static Node Start(Turn turn, NodeSeed seed, string?[] inputs)
    {
        var node = Completion.Create(turn, seed, NodeType.Steps, NodePhase.Running);
        node.Inputs = inputs;
        node.Runtime = new StepsRuntime();
        StartGroup(turn, node);
        HookFlow.OnRunning(turn, node);
        return node;
    }

    /// <summary>Starts the next group, or ends the node after the last one.</summary>
    public static void StartGroup(Turn turn, Node steps)
    {
        var runtime = (StepsRuntime)steps.Runtime!;
        if (FailsWithDaemon(turn, steps))
            return;
        var groups = steps.Template!.Groups;
        var next = runtime.Groups.Count;
        if (next == groups.Length)
        {
            Succeed(turn, steps);
            return;
        }

        var onExit = steps.Has(NodeFlags.OnExit);
        if (next > 0 && Starts.IsHalted(turn.State, onExit))
        {
            Completion.Finish(turn, steps, NodePhase.Failed, ShutdownFlow.HaltMessage(turn.State));
            return;
        }

        if (turn.State.Suspended)
        {
            Starts.Ask(turn, new StartKey(steps.Ordinal, 0), null, onExit);
            return;
        }

        var group = Completion.Create(
            turn,
            new NodeSeed
            {
                Owner = steps.Ordinal,
                Boundary = steps.Ordinal,
                Role = NodeRole.Group,
                Suffix = string.Create(CultureInfo.InvariantCulture, $"[{next}]"),
                Index = next,
                Depth = steps.Depth,
            },
            NodeType.StepGroup,
            NodePhase.Running);
        runtime.Groups.Add(group.Ordinal);
        Fill(turn, steps, group, groups[next]);
    }

    /// <summary>Starts what is left of one step of an open group.</summary>
    public static void StartSite(Turn turn, Node group, int index)
    {
        if (group.Runtime is not GroupRuntime runtime || runtime.Sites[index].Started)
            return;
        var steps = turn.Node(group.Owner);
        var site = steps.Template!.Groups[group.Index][index];
        if (runtime.Sites[index].Cursor is not null)
            StartItems(turn, steps, group, runtime, site);
        else if (turn.Budget <= 0)
            turn.Continue(group);
        else
            StartOne(turn, steps, group, runtime, site, CallPreparation.PrepareNew(turn, steps, site));
    }

    /// <summary>Goes on with the loops of a group.</summary>
    public static void Expand(Turn turn, Node group)
    {
        if (group.Runtime is not GroupRuntime runtime || group.IsFulfilled)
            return;
        for (var i = 0; i < runtime.Sites.Length && Goes(turn, group); i++)
            StartSite(turn, group, i);
        CheckGroup(turn, group);
    }

    /// <summary>A step and its hooks are over.</summary>
    public static void OnStepSettled(Turn turn, Node group, Node step)
    {
        if (group.Runtime is not GroupRuntime runtime)
            return;
        runtime.Open--;
        NoteError(turn.State, runtime, step);
        CheckGroup(turn, group);
    }

    /// <summary>A group is over: the next one, or the end.</summary>
    public static void OnGroupSettled(Turn turn, Node steps, Node group)
    {
        if (steps.IsFulfilled || FailsWithDaemon(turn, steps))
            return;
        if (!group.Phase.IsFailedOrError() && Aggregated(turn, group) is { } problem)
            Completion.Finish(turn, steps, NodePhase.Error, problem);
        else if (!group.Phase.IsFailedOrError())
            StartGroup(turn, steps);
        else if (Starts.IsTripped(steps))
            Completion.Finish(turn, steps, NodePhase.Failed, FailFastMessage);
        else
            Completion.Finish(turn, steps, HasBrokenExit(turn, group) ? NodePhase.Error : NodePhase.Failed, group.Message);
    }

    /// <summary>
    /// A daemon died that was ready, and counted as over: its group fails after all, and the steps with it (Argo's source <c>executeSteps</c> looks at all groups again). What runs beside it goes on to its
    /// end before that, nothing new begins.
    /// </summary>
    public static void OnDaemonDied(Turn turn, Node daemon)
    {
        var group = turn.Node(daemon.Owner);
        var steps = turn.Node(group.Owner);
        if (group.Phase != NodePhase.Succeeded || steps.IsFulfilled || steps.Runtime is not StepsRuntime runtime || FailedChild(turn, steps, group) is not { } failed)
            return;
        Completion.Update(turn, group, NodePhase.Failed, FailedMessage(turn, failed));
        if (runtime.DeadGroup < 0 || group.Ordinal < runtime.DeadGroup)
            runtime.DeadGroup = group.Ordinal;
    }

    /// <summary>Remembers the first step of a group that could not be made, or a hook of which could not (see <see cref="GroupRuntime.FirstError"/>).</summary>
    public static void NoteError(WorkflowState state, GroupRuntime runtime, Node step)
    {
        if ((runtime.FirstError < 0 || step.Ordinal < runtime.FirstError) && (IsUnmade(step) || (step.IsSettled && HookFlow.Broken(state, step) is not null)))
            runtime.FirstError = step.Ordinal;
    }

    /// <summary>Ends a group when all its steps are over, or the rest will never start.</summary>
    public static void CheckGroup(Turn turn, Node group)
    {
        if (group.IsFulfilled || group.Runtime is not GroupRuntime { Open: 0 } runtime)
            return;
        var steps = turn.Node(group.Owner);
        var stopped = Starts.IsHalted(turn.State, steps.Has(NodeFlags.OnExit)) || Starts.IsTripped(steps);
        if (runtime.Unstarted > 0 && !stopped && CallError(turn, group) is null)
            return;
        if (CallError(turn, group) is { } error)
            Completion.Finish(turn, group, NodePhase.Error, error);
        else if (FailedChild(turn, steps, group) is { } failed)
            Completion.Finish(turn, group, NodePhase.Failed, Starts.IsTripped(steps) ? FailFastMessage : FailedMessage(turn, failed));
        else if (runtime.Unstarted > 0)
            Completion.Finish(turn, group, NodePhase.Failed, Starts.IsTripped(steps) ? FailFastMessage : ShutdownFlow.HaltMessage(turn.State));
        else
            Completion.Finish(turn, group, NodePhase.Succeeded);
    }

    // The outputs of a loop are put together when its group is over, not when they are asked for (Argo's source processAggregateNodeOutputs).
    private static string? Aggregated(Turn turn, Node group)
    {
        foreach (var site in group.Runtime is GroupRuntime runtime ? runtime.Sites : [])
        {
            if (site.Items is { Count: > 0 } items && LoopOutputs.Problem(turn.State, items) is { } problem)
                return problem;
        }

        return null;
    }

    private static string FailedMessage(Turn turn, Node failed) => $"child '{NodeNames.Id(turn.State, failed)}' failed";

    private static bool FailsWithDaemon(Turn turn, Node steps)
    {
        if (steps.Runtime is not StepsRuntime { DeadGroup: >= 0 and var dead })
            return false;
        Completion.Finish(turn, steps, NodePhase.Failed, turn.Node(dead).Message);
        return true;
    }

    private static void Fill(Turn turn, Node steps, Node group, CallSite[] sites)
    {
        var runtime = new GroupRuntime(sites.Length);
        group.Runtime = runtime;
        var prepared = new PreparedCall[sites.Length];
        for (var i = 0; i < sites.Length; i++)
        {
            prepared[i] = CallPreparation.PrepareNew(turn, steps, sites[i]);
            if (prepared[i].Error is { } error)
            {
                Completion.Finish(turn, group, NodePhase.Error, error);
                return;
            }
        }

        for (var i = 0; i < sites.Length && Goes(turn, group); i++)
            StartOne(turn, steps, group, runtime, sites[i], prepared[i]);
        CheckGroup(turn, group);
    }

    private static void StartOne(Turn turn, Node steps, Node group, GroupRuntime runtime, CallSite site, PreparedCall prepared)
    {
        var step = runtime.Sites[site.Index];
        if (CallError(turn, group) is not null || Starts.IsFull(turn.State, steps.Has(NodeFlags.OnExit)))
            return;
        if (prepared.Loop is { } loop)
        {
            step.Items = [];
            step.Cursor = loop;
            LoopFlow.Keep(group, loop, site.Index);
            StartItems(turn, steps, group, runtime, site);
            return;
        }

        var seed = Seed(group, site);
        Node node;
        if (prepared.Error is { } error)
            node = Invocation.Fail(turn, seed with { TemplateName = site.Call.Template }, error);
        else if (prepared.SkipMessage is { } skip)
            node = Invocation.Skip(turn, seed, site.Call, NodePhase.Skipped, skip);
        else if (Starts.Ask(turn, new StartKey(group.Ordinal, site.Index), steps, steps.Has(NodeFlags.OnExit)) == StartAnswer.Go
            && Lookups.AreKnown(turn, new StartKey(group.Ordinal, site.Index), prepared.Call!, steps.Template!.Scope))
            node = Invocation.Start(turn, seed, prepared.Call!, steps.Template!.Scope, prepared.Absent);
        else
            return;
        step.Node = node.Ordinal;
        step.Started = true;
        runtime.Unstarted--;
        NoteStarted(turn.State, runtime, node);
    }

    // Wide groups, and groups in groups, are started in several decisions.
    private static bool Goes(Turn turn, Node group)
    {
        if (turn.Budget > 0)
            return true;
        turn.Continue(group);
        return false;
    }

    private static bool NoteStarted(WorkflowState state, GroupRuntime runtime, Node node)
    {
        runtime.Open++;
        NoteError(state, runtime, node);
        return !IsUnmade(node);
    }

    private static bool IsUnmade(Node step) => step is { Type: NodeType.Skipped, Phase: NodePhase.Error };

    private static void StartItems(Turn turn, Node steps, Node group, GroupRuntime runtime, CallSite site)
    {
        var step = runtime.Sites[site.Index];
        var key = new StartKey(group.Ordinal, site.Index);
        var all = LoopFlow.Advance(turn, group, steps, site, step.Cursor!, Seed(group, site), key, node =>
        {
            LoopItems.Insert(turn.State, step.Items!, node.Ordinal);
            return NoteStarted(turn.State, runtime, node);
        });
        if (!all)
            return;
        step.Cursor = null;
        step.Started = true;
        runtime.Unstarted--;
        group.LoopTexts?.Remove(site.Index);
    }

    private static NodeSeed Seed(Node group, CallSite site) => new()
    {
        Owner = group.Ordinal,
        Boundary = group.Boundary,
        Role = NodeRole.Step,
        Suffix = site.Suffix,
        Site = site.Index,
    };

    // Argo's executeStepGroup gives an exit handler's error to the Steps node, another hook's to the group.
    private static bool HasBrokenExit(Turn turn, Node group) =>
        group.Runtime is GroupRuntime { FirstError: >= 0 and var first } && HookFlow.Broken(turn.State, turn.Node(first)) is { } hook && WorkflowFlow.IsExit(hook);

    // A call that could not be made spoils its group, as does a hook.
    private static string? CallError(Turn turn, Node group)
    {
        if (group.Runtime is not GroupRuntime { FirstError: >= 0 and var first })
            return null;
        var child = turn.Node(first);
        if (!IsUnmade(child))
            return HookFlow.Broken(turn.State, child)!.Message;
        return $"step group deemed errored due to child {NodeNames.Name(turn.State, child)} error: {child.Message}";
    }

    private static Node? FailedChild(Turn turn, Node steps, Node group)
    {
        var sites = steps.Template!.Groups[group.Index];
        foreach (var ordinal in group.Owned ?? [])
        {
            var child = turn.Node(ordinal);
            if (child.Role != NodeRole.Step || !child.Phase.IsFailedOrError())
                continue;
            var continueOn = sites[child.Site].Call.ContinueOn;
            if (continueOn is null || !(child.Phase == NodePhase.Failed ? continueOn.Failed : continueOn.Error))
                return child;
        }

        return null;
    }

    private static void Succeed(Turn turn, Node steps)
    {
        if (TemplateOutputs.Error(turn, steps) is { } error)
            Completion.Finish(turn, steps, NodePhase.Error, error);
        else
            Completion.Finish(turn, steps, NodePhase.Succeeded);
    }
}
