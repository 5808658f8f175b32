using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>
/// Sends a container's output as chunks, one stream's one after another, each confirmed before the next. While the queue refuses, it waits: the engine's own log file is the buffer.
/// An adopted container's output goes on after the stored marks.
/// </summary>
internal sealed class LogPump(HeldTask task, string container, IContainerRuntime runtime, TaskTools tools)
{
    private const int ChunkBytes = 64 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, LogStream> streams = new(StringComparer.Ordinal);

    /// <summary>Pumps until the container has ended and everything is confirmed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var frames = Channel.CreateBounded<LogFrame>(new BoundedChannelOptions(256) { SingleReader = true, SingleWriter = true });
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
            var since = task.LogMarks.Count == 0 ? 0 : task.LogMarks.Values.Min(mark => mark.Nanos);
            // Streams of which something is stored are ended here too, even when nothing more comes.
            foreach (var key in task.LogMarks.Keys.Where(key => key.StartsWith("main/", StringComparison.Ordinal)))
                StreamOf(key["main/".Length..]);
            var last = since;
            while (true)
            {
                try
                {
                    await foreach (var frame in runtime.FollowLogsAsync(container, last, cancellationToken).ConfigureAwait(false))
                    {
                        last = Math.Max(last, frame.Nanos);
                        await writer.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
                    }

                    break;
                }
                catch (EngineUnavailableException)
                {
                    await Task.Delay(TaskTools.EngineRetry, tools.Time, cancellationToken).ConfigureAwait(false);
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

    private LogStream StreamOf(string name)
    {
        lock (streams)
        {
            if (!streams.TryGetValue(name, out var stream))
                streams[name] = stream = new LogStream(task.Order, name, task.LogMarks.GetValueOrDefault("main/" + name));
            return stream;
        }
    }

    /// <summary>One stream's bytes on their way: whole lines, each with the engine's time before it.</summary>
    private sealed class LogStream(TaskReady order, string name, LogMark mark)
    {
        private readonly List<byte> pending = [];
        private readonly long from = mark.Nanos;
        private long offset = mark.Offset;
        private long last = mark.Nanos;
        private bool open;

        public bool HasMore => pending.Count > 0;

        public bool HasAny => offset > 0;

        public void Add(LogFrame frame)
        {
            // `since` is inclusive: what is stored already comes once more, and so does the last frame after the engine was away.
            if (frame.Nanos <= from || (frame.Nanos <= last && !open))
                return;
            if (!open)
                pending.AddRange(Encoding.ASCII.GetBytes(Timestamp(frame.Nanos) + " "));
            pending.AddRange(frame.Bytes.Span);
            open = !frame.Bytes.Span.EndsWith("\n"u8);
            last = frame.Nanos;
        }

        public LogChunk Take() => Chunk(end: false);

        public LogChunk End() => Chunk(end: true);

        private LogChunk Chunk(bool end)
        {
            var chunk = new LogChunk
            {
                Stamp = order.Stamp,
                Namespace = order.Namespace,
                PodName = order.PodName,
                Container = "main",
                Stream = name,
                Offset = offset,
                Bytes = [.. pending],
                LastNanos = last,
                End = end,
            };
            offset += pending.Count;
            pending.Clear();
            return chunk;
        }

        private static string Timestamp(long nanos)
        {
            var second = DateTimeOffset.FromUnixTimeSeconds(nanos / 1_000_000_000);
            return string.Create(CultureInfo.InvariantCulture, $"{second:yyyy-MM-ddTHH:mm:ss}.{nanos % 1_000_000_000:D9}Z");
        }
    }
}
