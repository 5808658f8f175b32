using System.Threading.Channels;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>
/// Sends a container's output as chunks, one stream's one after another, each confirmed before the next. While the queue refuses, it waits: the engine's own log file is the buffer.
/// An adopted container's output goes on after the stored marks.
/// </summary>
internal sealed class LogPump(HeldTask task, string name, string container, IContainerRuntime runtime, TaskTools tools)
{
    private const int ChunkBytes = 64 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static readonly string[] StreamNames = ["stdout", "stderr"];

    private readonly string prefix = name + "/";
    private readonly Dictionary<string, LogStream> streams = new(StringComparer.Ordinal);

    // The older of the marks. A stream without one may have written before the other's mark: nothing of it is stored yet.
    private long SinceNanos => StreamNames.Min(stream => task.LogMarks.GetValueOrDefault(prefix + stream).Nanos);

    /// <summary>Pumps until the container has ended and everything is confirmed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var frames = Channel.CreateBounded<LogFrame>(new BoundedChannelOptions(256) { SingleReader = true, SingleWriter = true });
        // Streams of which something is stored are ended here too, even when nothing more comes.
        foreach (var key in task.LogMarks.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
            StreamOf(key[prefix.Length..]);
        var reading = ReadAsync(frames.Writer, cancellationToken);
        while (await frames.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // What came while the last chunk was under way goes together.
            for (var bytes = 0; bytes < ChunkBytes && frames.Reader.TryRead(out var frame);)
            {
                bytes += frame.Bytes.Length;
                StreamOf(frame.Stream).Add(frame);
            }

            foreach (var stream in streams.Values.Where(stream => stream.HasMore))
                await SendAsync(stream.Take(), cancellationToken).ConfigureAwait(false);
        }

        await reading.ConfigureAwait(false);
        foreach (var stream in streams.Values.Where(stream => stream.HasAny))
            await SendAsync(stream.End(), cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAsync(ChannelWriter<LogFrame> writer, CancellationToken cancellationToken)
    {
        try
        {
            var resumed = new ResumedLogs(SinceNanos);
            while (true)
            {
                try
                {
                    await foreach (var frame in runtime.FollowLogsAsync(container, resumed.SinceNanos, cancellationToken).ConfigureAwait(false))
                    {
                        if (resumed.Take(frame))
                            await writer.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
                    }

                    break;
                }
                catch (Exception error) when (EngineRetries.IsOutage(error))
                {
                    await Task.Delay(TaskTools.EngineRetry, tools.Time, cancellationToken).ConfigureAwait(false);
                    resumed.Reopened();
                }
            }

            writer.Complete();
        }
        catch (Exception error)
        {
            writer.Complete(error);
        }
    }

    private async Task SendAsync(LogChunk chunk, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await tools.Link.SendAsync(chunk, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(pause, tools.Time, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private LogStream StreamOf(string of)
    {
        if (!streams.TryGetValue(of, out var stream))
            streams[of] = stream = new LogStream(task.Order, name, of, task.LogMarks.GetValueOrDefault(prefix + of));
        return stream;
    }
}
