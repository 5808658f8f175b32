using Fleet.Coordinator.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Runs;

/// <summary>Finds in the store what other processes commit: the leader's work, seen by a standby, and that of <c>fleet run</c> beside a server.</summary>
internal sealed partial class ChangePoller(IFleetStore store, ChangeFeed feed, TimeProvider time, ILogger<ChangePoller> logger) : BackgroundService
{
    private const int Page = 500;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        long? position = null;
        do
        {
            try
            {
                position ??= await NowAsync(stoppingToken).ConfigureAwait(false);
                position = await PollAsync(position.Value, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(logger, error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task<long> NowAsync(CancellationToken cancellationToken) =>
        (await store.ListAsync(new WorkflowQuery { Limit = 1 }, cancellationToken).ConfigureAwait(false)).Version;

    private async Task<long> PollAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await store.ChangesAsync(after, Page, cancellationToken).ConfigureAwait(false);
            feed.PublishFound(page.Items.Select(item => new WorkflowVersion(item.Summary.Uid, item.Version)), page.Version);
            if (page.Items.Count < Page) return page.Version;
            after = page.Version;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The store could not be asked for changes; again in a second: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
