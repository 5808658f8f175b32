using System.Threading.Channels;
using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Dispatch;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Leading;

/// <summary>What commits ask for and what waits for others, done off the loop while a term lasts: probes, look-ups, logs of deleted workflows.</summary>
internal sealed partial class TermErrands(TermParts parts, string scope, Action<RunInput> post)
{
    private readonly Channel<Func<CancellationToken, Task>> _waiting = Channel.CreateUnbounded<Func<CancellationToken, Task>>();

    /// <summary>Asks the broker for the way of a message: answered once all that was sent before has come.</summary>
    public void Probe(Probe probe) => Add(token => parts.Transport.ProbeAsync(new LeaderProbe(probe.Epoch, probe.Number), token));

    /// <summary>Looks up what a stamp means that a worker names and the dispatcher does not know.</summary>
    public void LookUp(StandingAsked asked) => Add(token => LookUpAsync(asked.Stamp, token));

    /// <summary>Removes the logs of a deleted workflow.</summary>
    public void Forget(Guid workflow) => Add(_ =>
    {
        DeleteLogs(workflow);
        return Task.CompletedTask;
    });

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var errand in _waiting.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await errand(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Both are asked for again: a probe while a lease is out, a look-up at the next beat.
                LogErrandFailed(parts.Log, error);
            }
        }
    }

    private void Add(Func<CancellationToken, Task> errand) => _waiting.Writer.TryWrite(errand);

    private void DeleteLogs(Guid uid)
    {
        try
        {
            parts.Logs.Delete(uid);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogDeletionFailed(parts.Log, uid, error.Message);
        }
    }

    private async Task LookUpAsync(DispatchStamp stamp, CancellationToken cancellationToken)
    {
        var standing = await parts.Store.StandingAsync(scope, stamp.Workflow, stamp.Ordinal, cancellationToken).ConfigureAwait(false);
        // Containers of a run beside this one, or of an interrupted one: not ours to settle. Unanswered, each beat that names them asks again.
        if (standing == NodeStanding.Elsewhere) return;
        post(new StandingInput(stamp, standing switch
        {
            NodeStanding.Known => TaskStanding.Ended,
            NodeStanding.Deleted => TaskStanding.Deleted,
            _ => TaskStanding.Unknown,
        }));
    }

    [LoggerMessage(7, LogLevel.Warning, "The logs of the deleted workflow {Workflow} could not be removed; nothing tries again. Remove its folder in the data folder's logs by hand: {Error}")]
    private static partial void LogDeletionFailed(ILogger logger, Guid workflow, string error);

    [LoggerMessage(3, LogLevel.Warning, "A probe or look-up failed; it will be repeated.")]
    private static partial void LogErrandFailed(ILogger logger, Exception error);
}
