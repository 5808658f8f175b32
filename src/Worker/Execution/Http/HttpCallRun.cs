using Fleet.Contracts;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution.Http;

/// <summary>An HTTP call from its order to its reported end.</summary>
internal sealed class HttpCallRun(HeldTask task, HttpCallWork call, WorkerMachine machine, TaskTools tools, TaskStory story, StopRequest stop)
    : ContainerlessRun(task, machine, tools, story, stop)
{
    /// <inheritdoc />
    protected override string NotAgain => "the HTTP call failed by a defect of the worker; its log says more";

    /// <inheritdoc />
    protected override async Task<TaskFinished> WorkAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(call.TimeoutSeconds), Tools.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var (reply, errors) = await Tools.Http.CallAsync(call, call.BodyWanted ? Tools.ValueLimit : MessageLimits.InlineValueBytes, either.Token).ConfigureAwait(false);
            return Story.Ended(TaskEnd.Exited, null) with { Http = reply, OutputErrors = [.. errors.Select(error => Tools.Shown(error)!)] };
        }
        catch (HttpCallException error) when (!either.IsCancellationRequested)
        {
            return Story.Ended(TaskEnd.Exited, error.Message);
        }
        catch (Exception error) when (error is OperationCanceledException or HttpCallException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Story.Ended(TaskEnd.Exited, $"{call.Method} {HttpRequests.Shown(call.Url)}: no answer within {call.TimeoutSeconds} seconds; http.timeoutSeconds says how long to wait");
        }
    }
}
