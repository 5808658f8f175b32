using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>What users ask of a workflow: suspend, resume, stop, terminate, set, retry (Argo docs, CLI reference).</summary>
internal static class UserRequestFlow
{
    public static void Handle(Turn turn, UserRequest request)
    {
        var state = turn.State;
        if (request is RetryRequested again)
        {
            ManualRetry.Retry(turn, again);
            return;
        }

        if (state.IsFinished)
        {
            if (Refusal(state, request) is { } why)
                turn.Send(new RequestRefused(why));
            return;
        }

        switch (request)
        {
            case SuspendRequested: Suspend(turn); break;
            case ResumeRequested resume: Resume(turn, resume); break;
            case StopRequested stop: Stop(turn, stop); break;
            case TerminateRequested: Terminate(turn); break;
            case SetNodeRequested set: NodeSetter.Set(turn, set); break;
            default: throw new InvalidOperationException($"unknown request {request.GetType().Name}");
        }
    }

    private static void Suspend(Turn turn)
    {
        if (turn.State.Suspended)
            return;
        turn.State.Suspended = true;
        turn.TouchWorkflow();
    }

    private static void Resume(Turn turn, ResumeRequested request)
    {
        var state = turn.State;
        var selector = NodeSelection.Parse(request.NodeFieldSelector, out var error);
        var suspended = error is null ? state.Nodes.Where(n => n.IsSuspended && selector!.Matches(state, n)).ToList() : [];
        if (error is null && request.NodeFieldSelector is { Length: > 0 } && suspended.Count == 0)
            error = NodeSelection.NoneSuspended(request.NodeFieldSelector);
        if (error is not null)
        {
            turn.Send(new RequestRefused(error));
            return;
        }

        if (suspended.Find(node => SuspendFlow.Missing(node) is not null) is { } first)
        {
            turn.Send(new RequestRefused($"cannot resume node {NodeNames.DisplayName(state, first)}: {SuspendFlow.Missing(first)}; set it with: node set {state.Name} -p NAME=VALUE --node-field-selector id={NodeNames.Id(state, first)}"));
            return;
        }

        foreach (var node in suspended)
            SuspendFlow.Resume(turn, node);
        if (!state.Suspended || request.NodeFieldSelector is { Length: > 0 })
            return;
        state.Suspended = false;
        turn.TouchWorkflow();
        Starts.WakeSuspended(turn);
        turn.NoteWorkflow();
    }

    private static void Stop(Turn turn, StopRequested request)
    {
        var state = turn.State;
        if (request.NodeFieldSelector is { Length: > 0 } text)
        {
            FailNodes(turn, text, request.Message);
            return;
        }

        if (state.Shutdown is null)
            ShutdownFlow.Shutdown(turn, ShutdownFlow.Stop, request.Message);
    }

    private static void FailNodes(Turn turn, string text, string? message)
    {
        var state = turn.State;
        var selector = NodeSelection.Parse(text, out var error);
        var nodes = error is null ? state.Nodes.Where(n => n.IsSuspended && selector!.Matches(state, n)).ToList() : [];
        if (nodes.Count == 0)
            turn.Send(new RequestRefused(error ?? NodeSelection.NoneSuspended(text)));
        foreach (var node in nodes)
            SuspendFlow.End(turn, node, NodePhase.Failed, message ?? "Stopped by user");
    }

    private static void Terminate(Turn turn)
    {
        if (turn.State.Shutdown != ShutdownFlow.Terminate)
            ShutdownFlow.Shutdown(turn, ShutdownFlow.Terminate, null);
    }

    // Of one that is over, in Argo's words, which tools match on (its source workflow/util/util.go). Who resumes one twice is told nothing.
    private static string? Refusal(WorkflowState state, UserRequest request) => request switch
    {
        ResumeRequested { NodeFieldSelector: null or "" } => null,
        ResumeRequested { NodeFieldSelector: var selector } => NodeSelection.NoneSuspended(selector),
        SetNodeRequested { NodeFieldSelector: var selector } => NodeSelection.NoneSuspended(selector),
        StopRequested { NodeFieldSelector: { Length: > 0 } selector } => NodeSelection.NoneSuspended(selector),
        SuspendRequested => "cannot suspend completed workflows",
        _ => $"cannot shutdown a completed workflow: workflow: \"{state.Name}\", namespace: \"{state.Namespace}\"",
    };
}
