using System.Globalization;
using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Retry nodes (Argo docs, "Retries"; Argo's source <c>processNodeRetries</c>). One difference: whether there is to be another attempt is decided before
/// the back-off, not after it, so that a node that gives up does so at once.
/// </summary>
internal static class RetryFlow
{
    /// <summary>Makes the node and its first attempt.</summary>
    public static Node Start(Turn turn, NodeSeed seed, string?[] inputs)
    {
        var node = Completion.Create(turn, seed, NodeType.Retry, NodePhase.Running);
        node.Inputs = inputs;
        node.Runtime = new RetryRuntime();
        Attempt(turn, node, 0);
        return node;
    }

    /// <summary>Starts the next attempt, when nothing is in the way.</summary>
    public static void StartAttempt(Turn turn, Node retry)
    {
        if (retry.IsOver)
            return;
        if (Last(turn.State, retry) is not { } last)
        {
            StartFirst(turn, retry);
            return;
        }

        if (!last.IsSettled || !last.IsOver)
            return;
        ((RetryRuntime)retry.Runtime!).RetryAt = 0;
        Completion.Update(turn, retry, NodePhase.Running, null);
        var onExit = retry.Has(NodeFlags.OnExit);
        if (Starts.IsHalted(turn.State, onExit))
        {
            End(turn, retry, NodePhase.Failed, ShutdownFlow.HaltMessage(turn.State));
            return;
        }

        switch (Starts.Ask(turn, new StartKey(retry.Ordinal, 0), Starts.PlaceOf(turn, retry), onExit))
        {
            case StartAnswer.Go:
                MetricFlow.OnRetried(turn, last);
                Attempt(turn, retry, last.Index + 1);
                break;
            case StartAnswer.Never:
                // Its template fails fast: the attempt that failed was the last one.
                End(turn, retry, last.Phase, last.Message);
                break;
        }
    }

    /// <summary>It was opened again by a retry by hand, or by a load after one.</summary>
    public static void GoOn(Turn turn, Node retry)
    {
        if (Last(turn.State, retry) is not { } last)
            StartFirst(turn, retry);
        else if (last.Phase.IsFailedOrError())
            StartAttempt(turn, retry);
        else
            OnAttemptSettled(turn, retry, last);
    }

    private static void StartFirst(Turn turn, Node retry)
    {
        var onExit = retry.Has(NodeFlags.OnExit);
        switch (Starts.Ask(turn, new StartKey(retry.Ordinal, 0), Starts.PlaceOf(turn, retry), onExit))
        {
            case StartAnswer.Go: Attempt(turn, retry, 0); break;
            case StartAnswer.Never:
                Completion.Finish(turn, retry, NodePhase.Failed, Starts.NeverMessage(turn, retry));
                break;
        }
    }

    /// <summary>The back-off is over.</summary>
    public static void OnTimer(Turn turn, Node retry)
    {
        if (retry.Runtime is RetryRuntime { RetryAt: > 0 })
            StartAttempt(turn, retry);
    }

    /// <summary>The workflow is halted while it waits for its next attempt.</summary>
    public static void Cancel(Turn turn, Node retry)
    {
        turn.Send(new ClearTimer(new TimerKey(retry.Ordinal, TimerKind.RetryBackoff)));
        End(turn, retry, NodePhase.Failed, ShutdownFlow.RetryMessage(turn.State));
    }

    /// <summary>Its daemon has ended, and nobody wants another attempt.</summary>
    public static void EndDaemon(Turn turn, Node retry)
    {
        turn.Send(new ClearTimer(new TimerKey(retry.Ordinal, TimerKind.RetryBackoff)));
        End(turn, retry, NodePhase.Succeeded, null);
    }

    /// <summary>An attempt is over, or a daemon that is ready.</summary>
    public static void OnAttemptSettled(Turn turn, Node retry, Node attempt)
    {
        if (retry.IsOver)
            return;
        if (attempt.Has(NodeFlags.Daemoned))
        {
            if (!retry.Has(NodeFlags.Daemoned))
                DaemonFlow.OnReady(turn, retry);
            return;
        }

        if (retry.Has(NodeFlags.Daemoned) && DaemonFlow.IsUnwanted(turn, retry))
        {
            EndDaemon(turn, retry);
            return;
        }

        if (!attempt.Phase.IsFailedOrError())
        {
            End(turn, retry, attempt.Phase, attempt.Message);
            return;
        }

        try
        {
            Decide(turn, retry, attempt);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            Completion.Finish(turn, retry, NodePhase.Error, e.Message);
        }
    }

    /// <summary>An attempt of a Retry node by number; null: there is none. What it costs does not grow with the number of attempts.</summary>
    public static Node? Attempt(WorkflowState state, Node retry, int index)
    {
        if (index < 0 || retry.Owned is not { } owned)
            return null;

        // Before it are the attempts before it, and some of the hooks.
        var end = Math.Min((long)owned.Count, 1L + index + (retry.HookNodes?.Count ?? 0));
        for (var i = index; i < end; i++)
        {
            var node = state.Nodes[owned[i]];
            if (node.Role == NodeRole.Attempt && node.Index == index)
                return node;
        }

        return null;
    }

    /// <summary>The last attempt.</summary>
    public static Node? Last(WorkflowState state, Node retry)
    {
        for (var i = (retry.Owned?.Count ?? 0) - 1; i >= 0; i--)
        {
            var node = state.Nodes[retry.Owned![i]];
            if (node.Role == NodeRole.Attempt)
                return node;
        }

        return null;
    }

    /// <summary>When <c>backoff.maxDuration</c> is over; null: none.</summary>
    /// <exception cref="ExpressionException">It has a broken tag, or is no duration.</exception>
    public static DateTimeOffset? MaxDurationEnd(Turn turn, Node retry)
    {
        if (retry.Template!.Template.RetryStrategy?.Backoff?.MaxDuration is null)
            return null;
        if (Strategy(turn, retry).Backoff?.MaxDuration is not { } text)
            return null;
        var duration = GoDuration.ParseSecondsOrDuration(text);
        var first = Attempt(turn.State, retry, 0)?.StartedAt ?? turn.Now.UtcTicks;
        return new DateTimeOffset(first, TimeSpan.Zero) + duration.ToTimeSpan();
    }

    /// <summary>
    /// When an attempt has to be over because of <c>backoff.maxDuration</c>: it limits those after the first, which has failed by then (Argo's source <c>processNodeRetries</c>, <c>executionDeadline</c>).
    /// Null: never, or it is no attempt.
    /// </summary>
    /// <exception cref="ExpressionException">As <see cref="MaxDurationEnd"/>.</exception>
    public static DateTimeOffset? DeadlineOf(Turn turn, Node attempt) => attempt is { Role: NodeRole.Attempt, Index: > 0 } ? MaxDurationEnd(turn, turn.Node(attempt.Owner)) : null;

    /// <summary>When the next attempt of a waiting Retry node is due; null: it does not wait. A strategy that cannot be read any more is due at once: that attempt says what is wrong.</summary>
    public static DateTimeOffset? Due(Turn turn, Node retry)
    {
        if (Last(turn.State, retry) is not { IsSettled: true } last || !last.Phase.IsFailedOrError())
            return null;
        var ended = new DateTimeOffset(last.FinishedAt, TimeSpan.Zero);
        try
        {
            return ended + (RetryBackoff.Wait(Strategy(turn, retry).Backoff, last.Index + 1) ?? TimeSpan.Zero);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            return ended;
        }
    }

    private static void Decide(Turn turn, Node retry, Node last)
    {
        var strategy = Strategy(turn, retry);
        if (RetryDecision.GiveUp(turn, retry, last, strategy, out var wait) is { } reason)
        {
            End(turn, retry, last.Phase, reason);
            return;
        }

        var due = new DateTimeOffset(last.FinishedAt, TimeSpan.Zero) + wait;
        if (due <= turn.Now)
        {
            StartAttempt(turn, retry);
            return;
        }

        ((RetryRuntime)retry.Runtime!).RetryAt = due.UtcTicks;
        turn.Send(new SetTimer(new TimerKey(retry.Ordinal, TimerKind.RetryBackoff), due));
        Completion.Update(turn, retry, NodePhase.Running, $"Backoff for {RetryBackoff.Humanize(wait)}");
    }

    // However it ends, its outputs are those of its last attempt (Argo's source executeTemplate).
    private static void End(Turn turn, Node retry, NodePhase phase, string? message)
    {
        retry.Outputs = Last(turn.State, retry)?.Outputs;
        Completion.Finish(turn, retry, phase, message);
    }

    private static RetryStrategy Strategy(Turn turn, Node retry)
    {
        var handle = retry.Template!;
        if (handle.Retry is not { HasTags: true } text)
            return handle.Template.RetryStrategy!;
        var scope = NodeScopes.Inside(turn, retry) with { Siblings = null };
        return SpecReader.ReadRetryStrategy(scope.Apply(text).Source);
    }

    private static void Attempt(Turn turn, Node retry, int index)
    {
        try
        {
            // The attempt's deadline comes from it: what is wrong with it is said before there is an attempt.
            _ = MaxDurationEnd(turn, retry);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            Completion.Finish(turn, retry, NodePhase.Error, e.Message);
            return;
        }

        var seed = new NodeSeed
        {
            DisplayName = retry.DisplayName,
            Owner = retry.Ordinal,
            Boundary = retry.Boundary,
            Role = NodeRole.Attempt,
            Suffix = string.Create(CultureInfo.InvariantCulture, $"({index})"),
            Site = retry.Site,
            Index = index,
            Depth = retry.Depth,
            Flags = NodeFlags.Retried,
            Template = retry.Template,
            TemplateName = retry.TemplateName,
            Artifacts = retry.Artifacts,
        };
        var name = NodeNames.Name(turn.State, retry) + seed.Suffix;
        var scope = NodeScopes.ForTemplate(turn, seed, retry.Template!, retry.Inputs, name);
        string?[] inputs;
        try
        {
            inputs = InputResolution.OfAttempt(retry.Inputs, scope);
        }
        catch (ExpressionException e)
        {
            Invocation.Fail(turn, seed, e.Message);
            return;
        }

        Invocation.StartBody(turn, seed, retry.Template!, inputs, scope);
    }
}
