using Fleet.Contracts;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Logs;

/// <summary>
/// Keeps a chunk whatever it takes: a full disk or a folder that cannot be reached is tried again, while the chunk stays unacknowledged. So nothing is lost; the queue fills, the workers
/// wait, and the engines' own log files are the buffer.
/// </summary>
internal static partial class LogRetry
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Stores a chunk.</summary>
    /// <param name="logs">Where to.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="time">Time of the pauses.</param>
    /// <param name="logger">Hears of the first failure of a chunk and of the end of them.</param>
    /// <param name="cancellationToken">Ends the trying: the chunk is for the next leader.</param>
    public static async Task AppendAsync(ILogSink logs, LogChunk chunk, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var failures = 0; ; failures++)
        {
            try
            {
                await logs.AppendAsync(chunk, cancellationToken).ConfigureAwait(false);
                if (failures > 0) LogKept(logger, chunk.Stamp, failures);
                return;
            }
            catch (Exception error) when (MayWorkLater(error))
            {
                if (failures == 0) LogWaits(logger, chunk.Stamp, error.Message);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // A name that the file system cannot have stays one.
    private static bool MayWorkLater(Exception error) => error is IOException and not PathTooLongException or UnauthorizedAccessException;

    [LoggerMessage(1, LogLevel.Error, "A piece of the log of {Stamp} cannot be written: {Reason} It waits and is tried again; free space on the disk of the data folder, or repair the folder 'logs' in it.")]
    private static partial void LogWaits(ILogger logger, TaskStamp stamp, string reason);

    [LoggerMessage(2, LogLevel.Information, "A piece of the log of {Stamp} was written after {Failures} failures.")]
    private static partial void LogKept(ILogger logger, TaskStamp stamp, int failures);
}
