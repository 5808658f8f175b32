using System.Threading.Channels;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>
/// Sends a container's output as chunks, one stream's one after another, each confirmed before the next. While the queue refuses, it waits: the engine's own log file is the buffer.
/// An adopted container's output goes on after the stored marks. Of a container that writes more than the limit the beginning is kept, and a line that says so.
/// </summary>
internal sealed class LogPump(HeldTask task, string name, string container, IContainerRuntime runtime, TaskTools tools)
{
    private const int ChunkBytes = 64 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static readonly string[] StreamNames = ["stdout", "stderr"];

    private readonly string prefix = name + "/";
    private readonly Dictionary<string, LogStream> streams = new(StringComparer.Ordinal);
    private bool truncated;

    // The older of the marks. A stream without one may have written before the other's mark: nothing of it is stored yet.
    private long SinceNanos => StreamNames.Min(stream => task.LogMarks.GetValueOrDefault(prefix + stream).Nanos);

    /// <summary>Bytes of each stream that had any, known when <see cref="RunAsync"/> has ended well.</summary>
    public IReadOnlyDictionary<string, long> Ends { get; private set; } = new Dictionary<string, long>();

    /// <summary>Pumps until the container has ended and everything is confirmed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var frames = Channel.CreateBounded<LogFrame>(new BoundedChannelOptions(256) { SingleReader = true, SingleWriter = true });
        // Streams of which something is stored are ended here too, even when nothing more comes.
        foreach (var key in task.LogMarks.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
            StreamOf(key[prefix.Length..]);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Beyond the limit only where its line is stored already: the two go in one chunk.
        truncated = streams.Values.Sum(stream => stream.Bytes) > tools.LogLimit;
        var reading = truncated ? Task.CompletedTask : ReadAsync(frames.Writer, enough.Token);
        while (!truncated && await frames.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // What came while the last chunk was under way goes together.
            for (var bytes = 0; bytes < ChunkBytes && !truncated && frames.Reader.TryRead(out var frame);)
            {
                bytes += frame.Bytes.Length;
                Add(frame);
            }

            foreach (var stream in streams.Values.Where(stream => stream.HasMore))
                await SendAsync(stream.Take(), cancellationToken).ConfigureAwait(false);
        }

        if (truncated)
            await enough.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(truncated ? ConfigureAwaitOptions.SuppressThrowing : ConfigureAwaitOptions.None);
        foreach (var stream in streams.Values.Where(stream => stream.HasAny))
            await SendAsync(stream.End(), cancellationToken).ConfigureAwait(false);
        Ends = streams.Where(stream => stream.Value.HasAny).ToDictionary(stream => stream.Key, stream => stream.Value.Bytes, StringComparer.Ordinal);
    }

    private void Add(LogFrame frame)
    {
        var stream = StreamOf(frame.Stream);
        stream.Add(frame);
        if (streams.Values.Sum(each => each.Bytes) <= tools.LogLimit)
            return;
        truncated = true;
        stream.Truncate(frame.Nanos, $"[fleet: truncated: this container has written more than {ByteSizes.Text(tools.LogLimit)} of log; what follows is not kept]");
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
            streams[of] = stream = new LogStream(task.Order, name, of, task.LogMarks.GetValueOrDefault(prefix + of), tools.Mask);
        return stream;
    }
}
