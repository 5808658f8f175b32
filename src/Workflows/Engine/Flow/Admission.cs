using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// What stands between a node and its body, in Argo's order: a place (suspension, <c>spec.parallelism</c>), locks, then the memoization cache (Argo's source <c>executeTemplate</c>). Such a
/// node is there, Pending, before its body begins; it does not count for <c>spec.parallelism</c>.
/// </summary>
internal static class Admission
{
    /// <summary>The template has locks or is memoized.</summary>
    public static bool IsNeeded(Template template) => template.Synchronization is not null || template.Memoize is not null;

    /// <summary>Makes the node and asks for what it needs.</summary>
    public static Node Start(Turn turn, NodeSeed seed, TemplateHandle handle, string?[] inputs, Substitution scope)
    {
        LockStanding? locks;
        MemoStanding? memo;
        string? timeout, pendingTimeout;
        try
        {
            locks = LockFlow.Read(turn, handle.Synchronization, scope);
            memo = MemoFlow.Read(handle, scope);
            (timeout, pendingTimeout) = (Text(scope, handle.Template.Timeout), Text(scope, handle.Template.PendingTimeout));
            TimeLimits.Check(timeout, pendingTimeout);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            var failed = Invocation.Fail(turn, seed, e.Message);
            failed.Inputs = inputs;
            return failed;
        }

        if (locks is null && memo is null)
            return Invocation.Begin(turn, seed, handle, inputs, scope);
        var node = Completion.Create(turn, seed with { Flags = seed.Flags | NodeFlags.Unbegun }, TypeOf(handle.Template), NodePhase.Pending);
        node.Inputs = inputs;
        node.Locks = locks;
        node.Memo = memo;
        SetTimer(turn, node, TimerKind.Timeout, timeout);
        SetTimer(turn, node, TimerKind.PendingTimeout, pendingTimeout);
        TakePlace(turn, node);
        if (locks is not null)
            LockFlow.Ask(turn, node);
        else
            MemoFlow.Ask(turn, node);
        return node;
    }

    /// <summary>One of the answers is there, or a place may be free: goes on with what comes next.</summary>
    public static void Proceed(Turn turn, Node node)
    {
        var onExit = node.Has(NodeFlags.OnExit);
        var placed = node.Has(NodeFlags.Placed);
        LeavePlace(turn, node);
        switch (Starts.Ask(turn, new StartKey(node.Ordinal, 0), Starts.PlaceOf(turn, node), onExit))
        {
            case StartAnswer.Never:
                End(turn, node, NodePhase.Failed, Starts.NeverMessage(turn, node));
                return;
            case StartAnswer.Wait:
                LockFlow.GiveBack(turn, node);
                return;
        }

        if (node.Locks is { Phase: LockPhase.Held } or null && node.Memo is not { Hit: null })
        {
            Begin(turn, node);
            return;
        }

        // Once it had to wait it asks without a place: two that take the same lock and the last place by turns would go on for ever.
        if (placed)
            TakePlace(turn, node);
        if (node.Locks is { Phase: not LockPhase.Held })
            LockFlow.Ask(turn, node);
        else
            MemoFlow.Ask(turn, node);
    }

    /// <summary>It has to wait for longer, or ends: the place of <c>spec.parallelism</c> that it kept while it asked is free.</summary>
    public static void LeavePlace(Turn turn, Node node)
    {
        if (!node.Has(NodeFlags.Placed))
            return;
        node.Flags &= ~NodeFlags.Placed;
        turn.State.ActivePods--;
        turn.NotePodEnded();
        turn.Touch(node);
    }

    // Argo asks for locks at once, in the order of starts: what is asked for meanwhile must not take the place (executeTemplate).
    private static void TakePlace(Turn turn, Node node)
    {
        if (node.Template is not { Template.IsLeaf: true, Template.Type: not (TemplateType.Suspend or TemplateType.Http or TemplateType.Plugin) })
            return;
        node.Flags |= NodeFlags.Placed;
        turn.State.ActivePods++;
    }

    /// <summary>Ends a node whose body has not begun.</summary>
    public static void End(Turn turn, Node node, NodePhase phase, string? message)
    {
        ClearTimers(turn, node);
        Completion.Finish(turn, node, phase, message);
        if (node.IsLeaf)
            turn.Send(new Announce(AnnouncementKind.NodeFinished, node.Ordinal));
    }

    /// <summary>Whether a node waits for a place, and for nothing else.</summary>
    public static bool WaitsAtGate(Node node) =>
        node.Has(NodeFlags.Unbegun) && (node.Locks is { Phase: LockPhase.GivenBack } || (node.Locks is null && node.Memo is { Hit: false }));

    /// <summary>A new leader has loaded the workflow: what has no answer is asked again.</summary>
    public static void OnLoaded(Turn turn, Node node)
    {
        if (node.IsFulfilled || WaitsAtGate(node))
            return;
        if (node.Locks is { Phase: LockPhase.Asked })
            LockFlow.Repeat(turn, node);
        else if (node.Locks is null or { Phase: LockPhase.Held } && node.Memo is { Hit: null })
            MemoFlow.Ask(turn, node);
    }

    private static void Begin(Turn turn, Node node)
    {
        ClearTimers(turn, node);
        var seed = NodeSeed.Of(node);
        var handle = node.Template!;
        var scope = NodeScopes.ForTemplate(turn, seed, handle, node.Inputs, NodeNames.Name(turn.State, node));
        Invocation.Begin(turn, seed, handle, node.Inputs, scope);
    }

    // Argo's GetNodeType.
    private static NodeType TypeOf(Template template) => template switch
    {
        { RetryStrategy: not null } => NodeType.Retry,
        { Type: TemplateType.Steps } => NodeType.Steps,
        { Type: TemplateType.Dag } => NodeType.DAG,
        { Type: TemplateType.Suspend } => NodeType.Suspend,
        { Type: TemplateType.Http } => NodeType.HTTP,
        { Type: TemplateType.Plugin } => NodeType.Plugin,
        _ => NodeType.Pod,
    };

    private static string? Text(Substitution scope, string? text) => text is null || !TagTemplate.HasTags(text) ? text : scope.Apply(TagText.Plain(text)).Source;

    // The time that a node waits counts: its body's timers begin at the node's start too.
    private static void SetTimer(Turn turn, Node node, TimerKind kind, string? text)
    {
        if (GoDuration.TryParseSecondsOrDuration(text, out var duration))
            turn.Send(new SetTimer(new TimerKey(node.Ordinal, kind), turn.Now + duration.ToTimeSpan()));
    }

    private static void ClearTimers(Turn turn, Node node)
    {
        if (node.Template?.Template.Timeout is not null)
            turn.Send(new ClearTimer(new TimerKey(node.Ordinal, TimerKind.Timeout)));
        if (node.Template?.Template.PendingTimeout is not null)
            turn.Send(new ClearTimer(new TimerKey(node.Ordinal, TimerKind.PendingTimeout)));
    }
}
