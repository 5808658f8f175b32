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
        if (runtime.LateSteps > 0 || GroupOutcome.FailsWithDaemon(turn, steps))
            return;
        var groups = steps.Template!.Groups;
        var next = runtime.Groups.Count;
        if (next == groups.Length)
        {
            Succeed(turn, steps);
            return;
        }

        var onExit = steps.Has(NodeFlags.OnExit);
        if (next > 0 && Starts.IsFull(turn.State, onExit))
        {
            Completion.Finish(turn, steps, NodePhase.Failed, ShutdownFlow.HaltMessage(turn.State));
            return;
        }

        if (Starts.IsSuspended(turn.State))
        {
            Starts.Ask(turn, new StartKey(steps.Ordinal, 0), null, onExit);
            return;
        }

        // Steps that call themselves and go on upon failures fail at once when the workflow is stopped: that is work for many decisions.
        if (turn.Budget <= 0)
        {
            turn.Continue(steps);
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
        if (group.IsFulfilled)
        {
            OnLateStepSettled(turn, turn.Node(group.Owner));
            return;
        }

        GroupOutcome.NoteError(turn.State, runtime, step);
        CheckGroup(turn, group);
    }

    /// <summary>A step that was settled has hooks again. Its group waits for them, or where that is over, what comes after the group that runs.</summary>
    public static void Reopen(Turn turn, Node group)
    {
        ((GroupRuntime)group.Runtime!).Open++;
        if (group.IsFulfilled)
            ((StepsRuntime)turn.Node(group.Owner).Runtime!).LateSteps++;
    }

    private static void OnLateStepSettled(Turn turn, Node steps)
    {
        if (steps.Runtime is StepsRuntime runtime && --runtime.LateSteps == 0 && turn.Node(runtime.Groups[^1]) is { IsSettled: true } last)
            OnGroupSettled(turn, steps, last);
    }

    /// <summary>A group is over: the next one, or the end.</summary>
    public static void OnGroupSettled(Turn turn, Node steps, Node group)
    {
        if (steps.IsFulfilled || steps.Runtime is StepsRuntime { LateSteps: > 0 } || GroupOutcome.FailsWithDaemon(turn, steps))
            return;
        if (!group.Phase.IsFailedOrError() && GroupOutcome.AggregateProblem(turn, group) is { } problem)
            Completion.FinishUncallable(turn, steps, problem);
        else if (!group.Phase.IsFailedOrError())
            StartGroup(turn, steps);
        else if (Starts.IsTripped(steps))
            Completion.Finish(turn, steps, NodePhase.Failed, FailFastMessage);
        else
            Completion.Finish(turn, steps, GroupOutcome.HasBrokenExit(turn, group) ? NodePhase.Error : NodePhase.Failed, group.Message);
    }

    /// <summary>Ends a group when all its steps are over, or the rest will never start.</summary>
    public static void CheckGroup(Turn turn, Node group)
    {
        if (group.IsFulfilled || group.Runtime is not GroupRuntime { Open: 0 } runtime)
            return;
        var steps = turn.Node(group.Owner);
        var stopped = Starts.IsFull(turn.State, steps.Has(NodeFlags.OnExit)) || Starts.IsTripped(steps);
        if (runtime.Unstarted > 0 && !stopped && GroupOutcome.CallError(turn, group) is null)
            return;
        if (GroupOutcome.CallError(turn, group) is { } error)
            Completion.Finish(turn, group, NodePhase.Error, error);
        else if (GroupOutcome.FailedChild(turn, steps, group) is { } failed)
            Completion.Finish(turn, group, NodePhase.Failed, Starts.IsTripped(steps) ? Starts.CutMessage(turn, steps) : GroupOutcome.FailedMessage(turn, failed));
        else if (runtime.Unstarted > 0)
            Completion.Finish(turn, group, NodePhase.Failed, Starts.IsTripped(steps) ? Starts.CutMessage(turn, steps) : ShutdownFlow.HaltMessage(turn.State));
        else
            Completion.Finish(turn, group, NodePhase.Succeeded);
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
                Completion.Finish(turn, group, NodePhase.Error, prepared[i].IsUnresolved ? $"Failed to resolve references: {error}" : error);
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
        if (GroupOutcome.CallError(turn, group) is not null || Starts.IsFull(turn.State, steps.Has(NodeFlags.OnExit)))
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
            node = Invocation.Refuse(turn, seed with { TemplateName = site.Call.Template }, error);
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
        GroupOutcome.NoteError(state, runtime, node);
        return !GroupOutcome.Spoils(state, node);
    }

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

    private static void Succeed(Turn turn, Node steps)
    {
        if (TemplateOutputs.Error(turn, steps) is { } error)
            Completion.FinishUncallable(turn, steps, error);
        else
            Completion.Finish(turn, steps, NodePhase.Succeeded);
    }
}
