using System.Globalization;
using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Nodes that a worker runs: from the substituted template to a task, and from its outcome to a phase.</summary>
internal static class LeafFlow
{
    // Bytes that count as a node more: some 8 MiB of texts are begun by one decision.
    private const int LargeTask = 16 * 1024;

    private const string TaskWhat = "a text of the task";

    /// <summary>Makes the node and asks for a worker.</summary>
    public static Node Start(Turn turn, NodeSeed seed, TemplateHandle handle, string?[] inputs, Substitution scope)
    {
        Template template;
        NodeOutputs? outputs;
        string? folder, podFields;
        try
        {
            var text = scope.Mentioning(turn.State.Values).Apply(handle.Text);
            template = ReferenceEquals(text, handle.Text) ? handle.Template : SpecReader.ReadTemplate(ValueMentions.Only(text.Source, ValueMentions.OfTask, turn.State.Values.Find));
            TimeLimits.Check(template);
            podFields = turn.State.PodTags is { } tags ? scope.Apply(tags).Source : null;
            // Before, so that the patch meets all volumes; and after, for what it mounts.
            template = WorkflowVolumes.Join(turn, Patched(turn, WorkflowVolumes.Join(turn, template, seed.Boundary), podFields, scope), seed.Boundary);
            folder = Folder(turn, template, scope);
            outputs = LeafOutputs.Initial(turn.State.Values, template);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            var failed = Invocation.Fail(turn, seed, e.Message);
            failed.Inputs = inputs;
            return failed;
        }

        var node = Completion.Create(turn, seed, template.Http is null ? NodeType.Pod : NodeType.HTTP, NodePhase.Pending);
        node.Inputs = inputs;
        node.Leaf = new LeafState();
        node.Outputs = outputs;
        template = ArtifactBinding.Bind(template, node.Artifacts, turn.State.Repository, folder ?? $"{turn.State.Name}/{NodeNames.PodName(turn.State.Name, NodeNames.Name(turn.State, node), template.Name)}", LogArchive.IsAsked(template, turn.State));
        var request = TaskRequests.Build(turn, node, template, podFields);
        if (!Keep(turn, node, request))
            return node;
        SetTimers(turn, node, template, request);
        if (template.ContainerSet is { } set)
            MemberFlow.Create(turn, node, set);
        if (!ShutdownFlow.IsRefused(turn, node) && Lookups.IsEnvironmentKnown(turn, node, request))
            Run(turn, node, request);
        return node;
    }

    /// <summary>What it takes from ConfigMaps and Secrets is known.</summary>
    public static void OnEnvironment(Turn turn, Node node)
    {
        if (!node.IsFulfilled && node.Leaf is { StopMessage: null } leaf)
            Run(turn, node, RequestOf(turn, leaf));
    }

    // What the keys of outputs begin with; null: Argo's default, which needs no tags replaced.
    private static string? Folder(Turn turn, Template template, Substitution scope) =>
        (template.Outputs.Artifacts.Count > 0 || LogArchive.IsAsked(template, turn.State)) && turn.State.Repository.KeyFormat is var format && format != ArtifactRepository.DefaultKeyFormat ? scope.Apply(TagText.Plain(format)).Source : null;

    // The workflow's patch first, then the template's own, whose tags were replaced with the rest of it.
    private static Template Patched(Turn turn, Template template, string? podFields, Substitution scope)
    {
        if (!template.IsPod || template.Resource is not null)
            return template;
        var own = template.PodSpecPatch;
        var spec = PodFields.Put(turn.State.Workflow.Spec, podFields);
        if (spec.PodSpecPatch is { } patch)
            template = PodSpecPatch.Apply(template, spec, scope.Apply(TagText.Plain(patch)).Source);
        return own is null ? template : PodSpecPatch.Apply(template, spec, own);
    }

    /// <summary>The dispatcher has issued it.</summary>
    public static void OnAssigned(Turn turn, TaskAssigned assigned)
    {
        if (Find(turn, assigned.Ordinal) is not { } node || assigned.Dispatch <= node.Leaf!.Dispatch)
            return;
        node.Leaf.Dispatch = assigned.Dispatch;
        node.Leaf.Engine = assigned.Engine;
        ClaimFlow.OnAssigned(turn, node, assigned.Engine);
        turn.Touch(node);
    }

    /// <summary>It gets ready.</summary>
    public static void OnProgressed(Turn turn, TaskProgressed progressed)
    {
        if (Current(turn, progressed.Ordinal, progressed.Dispatch) is not { } node)
            return;
        if (progressed.Containers is { Count: > 0 } containers)
            MemberFlow.Update(turn, node, containers);
        else if (node.Phase == NodePhase.Pending || (progressed.Collecting && node.Phase == NodePhase.Running))
            Completion.Update(turn, node, node.Phase, progressed.Message);
    }

    /// <summary>Its main container runs.</summary>
    public static void OnBegan(Turn turn, TaskBegan began)
    {
        if (Current(turn, began.Ordinal, began.Dispatch) is not { } node || node.Has(NodeFlags.Began))
            return;
        var daemon = node.Template?.Template.Daemon == true;
        if (daemon && !began.DaemonReady)
            return;
        node.Flags |= NodeFlags.Began;
        node.Leaf!.HostName = began.HostName;
        node.Leaf.Ip = began.Ip;
        node.Leaf.Dispatch = began.Dispatch;
        node.Phase = NodePhase.Running;
        node.Message = null;
        turn.Touch(node);
        turn.Send(new ClearTimer(new TimerKey(node.Ordinal, TimerKind.PendingTimeout)));
        if (!daemon && TaskRequestFacts.Of(node.Leaf.Request).ActiveDeadlineSeconds is { } seconds)
            turn.Send(new SetTimer(new TimerKey(node.Ordinal, TimerKind.ActiveDeadline), turn.Now + TimeSpan.FromSeconds(seconds)));
        turn.Send(new Announce(AnnouncementKind.NodeStarted, node.Ordinal));
        HookFlow.OnRunning(turn, node);
        if (daemon)
            DaemonFlow.OnReady(turn, node);
    }

    /// <summary>It ended for good.</summary>
    public static void OnEnded(Turn turn, TaskEnded ended)
    {
        if (Current(turn, ended.Ordinal, ended.Dispatch) is not { } node)
            return;
        var request = RequestOf(turn, node.Leaf!);
        node.Leaf!.Dispatch = ended.Dispatch;
        node.Leaf.HostName = ended.Outcome.HostName ?? node.Leaf.HostName;
        var outcome = request.Template.Data is { } data ? DataOutcome.Apply(data, ended.Outcome, NodeScopes.Options(turn, node.Hash)) : ended.Outcome;
        if (request.Template.Resource is not null && outcome is { Kind: TaskOutcomeKind.Exited, OutputErrors.Count: 0, Result: { } manifest } && node.Leaf.StopMessage is null)
        {
            ManagedFlow.OnManifest(turn, node, request.Template, manifest);
            return;
        }

        outcome = ValueOutcome.Taken(turn, outcome);
        try
        {
            node.Outputs = LeafOutputs.Of(turn.State.Values, request, outcome);
        }
        catch (SpecFormatException e)
        {
            End(turn, node, NodePhase.Error, e.Message, ended.Outcome);
            return;
        }

        var (phase, message) = LeafOutcome.Judge(request.Template, outcome, node.Leaf.StopMessage, NodeScopes.Options(turn, node.Hash), turn.State.Values.Find);
        if (node.Has(NodeFlags.Daemoned))
            (phase, message) = DaemonFlow.Judge(node, phase, message);
        End(turn, node, phase, message, ended.Outcome);
    }

    /// <summary>Its dispatch was given up: it waits for the next one.</summary>
    public static void OnLost(Turn turn, TaskLost lost)
    {
        if (Current(turn, lost.Ordinal, lost.Dispatch) is not { } node)
            return;
        if (node.Has(NodeFlags.Daemoned))
        {
            DaemonFlow.OnLost(turn, node, lost.Reason);
            return;
        }

        if (DaemonFlow.GiveUpBeside(turn, node, lost.Reason))
            return;
        node.Flags &= ~NodeFlags.Began;
        Completion.Update(turn, node, NodePhase.Pending, lost.Reason);
        MemberFlow.Reset(turn, node);
        turn.Send(new ClearTimer(new TimerKey(node.Ordinal, TimerKind.ActiveDeadline)));
        if (node.Leaf!.StopMessage is { } stop)
            turn.Send(new StopTask(node.Ordinal, stop));
    }

    /// <summary>It was not with any worker when it was to stop.</summary>
    public static void OnStopped(Turn turn, TaskStopped stopped)
    {
        if (Find(turn, stopped.Ordinal) is not { Leaf.StopMessage: { } message } node)
            return;
        if (node.Has(NodeFlags.Daemoned))
            End(turn, node, NodePhase.Succeeded, null);
        else
            End(turn, node, NodePhase.Failed, message.Replace(":  ", ": ", StringComparison.Ordinal));
    }

    /// <summary>Asks for its end; the node fails with the message when that is answered.</summary>
    public static void Stop(Turn turn, Node node, string message)
    {
        if (node.IsOver || node.Leaf is null || node.Leaf.StopMessage is not null)
            return;
        if (node.Leaf.Managed is not null)
        {
            ManagedFlow.Stop(turn, node, message);
            return;
        }

        node.Leaf.StopMessage = message;
        turn.Touch(node);
        turn.Send(new StopTask(node.Ordinal, message));
    }

    /// <summary>Ends it.</summary>
    public static void End(Turn turn, Node node, NodePhase phase, string? message, TaskOutcome? outcome = null)
    {
        var daemon = node.Has(NodeFlags.Daemoned);
        MemberFlow.Close(turn, node, phase, message, outcome);
        foreach (var kind in (TimerKind[])[TimerKind.Timeout, TimerKind.PendingTimeout, TimerKind.ActiveDeadline])
            turn.Send(new ClearTimer(new TimerKey(node.Ordinal, kind)));
        Completion.Finish(turn, node, phase, message);
        turn.Send(new Announce(AnnouncementKind.NodeFinished, node.Ordinal));
        if (daemon)
            DaemonFlow.OnOver(turn, node);
    }

    // The values become part of the request: whatever becomes of the ConfigMaps and Secrets, the same task is issued again.
    private static void Run(Turn turn, Node node, TaskRequest request)
    {
        if ((ConfigMapEnvironment.Problem(turn, request.Template) ?? VolumeContents.Problem(turn, request.Template) ?? TaskSecrets.Problem(turn, request) ?? ClaimFlow.Problem(turn.State, request)) is { } problem)
        {
            End(turn, node, NodePhase.Error, problem);
            return;
        }

        var secrets = TaskSecrets.Values(turn, request);
        var template = ConfigMapEnvironment.Apply(turn, request.Template);
        var volumes = VolumeContents.Of(turn, request);
        if (!ReferenceEquals(template, request.Template) || volumes.Count > 0 || secrets.Count > 0)
        {
            request = request with { Template = template, Volumes = volumes, Secrets = secrets };
            if (!Keep(turn, node, request))
                return;
            turn.Touch(node);
        }

        turn.Send(new RunTask(node.Ordinal, request));
    }

    // With its large texts beside it.
    private static bool Keep(Turn turn, Node node, TaskRequest request)
    {
        try
        {
            var values = turn.State.Values;
            var whole = TaskRequestCodec.Write(request);
            node.Leaf!.Request = ValueJson.Shorten(whole, text =>
            {
                values.Check(text, TaskWhat);
                return values.Reference(values.Take(text, TaskWhat))!;
            });
            // A decision has its tasks in memory as a whole: of large ones it begins few.
            turn.Budget -= whole.Length / LargeTask;
            return true;
        }
        catch (SpecFormatException e)
        {
            End(turn, node, NodePhase.Error, e.Message);
            return false;
        }
    }

    private static TaskRequest RequestOf(Turn turn, LeafState leaf) => TaskRequestCodec.Read(ValueJson.Restore(leaf.Request, text => turn.State.Values.Text(text)!));

    private static void SetTimers(Turn turn, Node node, Template template, TaskRequest request)
    {
        if (template.Daemon && GoDuration.TryParseSecondsOrDuration(template.Timeout, out var ready))
            turn.Send(new SetTimer(new TimerKey(node.Ordinal, TimerKind.Timeout), turn.Now + ready.ToTimeSpan()));
        else if (request.Deadline is { } deadline && !template.Daemon && (template.Timeout is not null || node.Role == NodeRole.Attempt))
            turn.Send(new SetTimer(new TimerKey(node.Ordinal, TimerKind.Timeout), deadline));
        if (GoDuration.TryParseSecondsOrDuration(template.PendingTimeout, out var pending))
            turn.Send(new SetTimer(new TimerKey(node.Ordinal, TimerKind.PendingTimeout), new DateTimeOffset(node.StartedAt, TimeSpan.Zero) + pending.ToTimeSpan()));
    }

    private static Node? Find(Turn turn, int ordinal)
    {
        if (ordinal < 0 || ordinal >= turn.State.NodeCount)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"workflow {turn.State.Name} has no node {ordinal}"));
        var node = turn.Node(ordinal);
        return node.Leaf is null || node.IsOver || node.Leaf.Request.IsEmpty ? null : node;
    }

    // Late, doubled and stale news change nothing.
    private static Node? Current(Turn turn, int ordinal, int dispatch) =>
        Find(turn, ordinal) is { } node && dispatch >= node.Leaf!.Dispatch ? node : null;
}
