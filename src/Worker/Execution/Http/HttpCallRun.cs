using Fleet.Contracts;
using Fleet.Worker.Execution.Values;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution.Http;

/// <summary>An HTTP call from its order to its reported end. There is no container: when its worker is lost nothing can be adopted, and the next dispatch makes the call again.</summary>
internal sealed class HttpCallRun(HeldTask task, HttpCallWork call, WorkerMachine machine, TaskTools tools, TaskStory story, StopRequest stop)
{
    /// <summary>Runs it to its reported end.</summary>
    /// <param name="again">An earlier run of it failed by a defect: whether the call was made is unknown.</param>
    /// <param name="cancellationToken">It is not ours any more.</param>
    public async Task RunAsync(bool again, CancellationToken cancellationToken)
    {
        if (again)
        {
            Finish(story.Ended(TaskEnd.Exited, "the HTTP call failed by a defect of the worker; its log says more"));
            return;
        }

        if (stop.End is { } before)
        {
            Finish(story.Ended(before, stop.Reason));
            return;
        }

        var permit = machine.Do((protocol, now) => protocol.BeginStart(task, "main", now));
        if (!permit.Granted)
        {
            if (permit.Verdict == PermitVerdict.Cancelled)
                Finish(story.Ended(TaskEnd.Cancelled, stop.Reason));
            return;
        }

        machine.Do((protocol, now) => protocol.EndCall(permit.Call!, now));
        var started = tools.Time.GetUtcNow();
        machine.Do((protocol, now) => protocol.Started(task, story.Started(started, null), now));
        using var deadline = DeadlineWatch.Of(DeadlineWatch.After(started, task.Order.ActiveDeadlineSeconds), tools.Time, stop.AskAt);
        var end = await CallAsync(cancellationToken).ConfigureAwait(false) with { StartedAt = started };
        Finish(await new ValueOutputs(task.Order, tools).StoreAsync(end, cancellationToken).ConfigureAwait(false));
    }

    private async Task<TaskFinished> CallAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(call.TimeoutSeconds), tools.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var calling = tools.Http.CallAsync(call, call.BodyWanted ? tools.ValueLimit : MessageLimits.InlineValueBytes, either.Token);
        if (await Task.WhenAny(calling, stop.Asked).ConfigureAwait(false) != calling)
            await either.CancelAsync().ConfigureAwait(false);
        try
        {
            var (reply, errors) = await calling.ConfigureAwait(false);
            return story.Ended(TaskEnd.Exited, null) with { Http = reply, OutputErrors = [.. errors.Select(error => tools.Shown(error)!)] };
        }
        catch (HttpCallException error) when (!either.IsCancellationRequested)
        {
            return story.Ended(TaskEnd.Exited, error.Message);
        }
        catch (Exception error) when (error is OperationCanceledException or HttpCallException && !cancellationToken.IsCancellationRequested)
        {
            return stop.End is { } end
                ? story.Ended(end, stop.Reason)
                : story.Ended(TaskEnd.Exited, $"{call.Method} {HttpRequests.Shown(call.Url)}: no answer within {call.TimeoutSeconds} seconds; http.timeoutSeconds says how long to wait");
        }
    }

    private void Finish(TaskFinished finished) => machine.Do((protocol, now) => protocol.Finished(task, finished, now));
}
