using Fleet.Artifacts;
using Fleet.Artifacts.Host;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>Frees the room of contents in the coordinator's own store that no artifact is made of any more, once in a while.</summary>
internal sealed partial class ArtifactSweeper(HostArtifactStore store, TimeProvider time, ILogger<ArtifactSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                var (count, bytes) = store.Sweep(stoppingToken);
                if (count > 0)
                    LogSwept(logger, count, bytes, store.Description);
            }
            catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException)
            {
                LogNotSwept(logger, error.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} contents ({Bytes} bytes) that no artifact is made of any more were removed from {Store}")]
    private static partial void LogSwept(ILogger logger, int count, long bytes, string store);

    [LoggerMessage(2, LogLevel.Warning, "Unused contents were not removed; it is tried again in an hour: {Error}")]
    private static partial void LogNotSwept(ILogger logger, string error);
}
