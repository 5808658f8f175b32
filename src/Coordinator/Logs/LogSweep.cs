using Fleet.Coordinator.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Logs;

/// <summary>Removes logs by age and by the room they take, every few minutes, and those that a deleted workflow has left. Logs of a workflow that runs are never touched.</summary>
/// <param name="logs">The logs.</param>
/// <param name="store">Tells which workflows have ended.</param>
/// <param name="retention">What goes.</param>
/// <param name="time">Time.</param>
/// <param name="logger">Hears of what was removed.</param>
public sealed partial class LogSweep(FileLogStore logs, IFleetStore store, LogRetention retention, TimeProvider time, ILogger<LogSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    // Its row may be on its way.
    private static readonly TimeSpan UnknownAge = TimeSpan.FromHours(1);

    /// <summary>Looks once.</summary>
    /// <returns>Workflows whose logs were removed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (ended, total, removed) = (new List<(Guid Uid, long Bytes, DateTimeOffset At)>(), 0L, 0);
        foreach (var (uid, bytes, changedAt) in logs.Workflows())
        {
            var workflow = await store.FindAsync(uid, cancellationToken).ConfigureAwait(false);
            if (workflow is null ? now - changedAt > UnknownAge : now - workflow.FinishedAt > retention.Age)
            {
                removed += Remove(uid, bytes, isGone: workflow is null);
                continue;
            }

            total += bytes;
            if (workflow?.FinishedAt is { } at)
                ended.Add((uid, bytes, at));
        }

        foreach (var (uid, bytes, _) in ended.OrderBy(workflow => workflow.At).TakeWhile(_ => total > retention.TotalBytes))
        {
            total -= bytes;
            removed += Remove(uid, bytes, isGone: false);
        }

        return removed;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (retention is { Age: null, TotalBytes: null })
            return;
        while (true)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(false);
            try
            {
                await SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or StoreUnavailableException)
            {
                LogFailed(logger, error.Message);
            }
        }
    }

    private int Remove(Guid uid, long bytes, bool isGone)
    {
        if (isGone)
            logs.Delete(uid);
        else
            logs.Retire(uid);
        LogRemoved(logger, uid, bytes);
        return 1;
    }

    [LoggerMessage(1, LogLevel.Information, "The logs of workflow {Uid} were removed by retention: {Bytes} bytes.")]
    private static partial void LogRemoved(ILogger logger, Guid uid, long bytes);

    [LoggerMessage(2, LogLevel.Warning, "Logs could not be swept, again in a few minutes: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
