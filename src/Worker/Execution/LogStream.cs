using System.Globalization;
using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>
/// One stream's bytes on their way: lines, each with the engine's time before it. A line that comes in pieces waits for its end, since all pieces carry the same time and a mark in the
/// middle of it could not be found again; only one that is longer than a chunk goes in parts.
/// </summary>
/// <param name="order">The task.</param>
/// <param name="container">Its name within the pod.</param>
/// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="mark">What is stored already.</param>
/// <param name="mask">Hides secrets before anything is counted or sent; null: there are none.</param>
internal sealed class LogStream(TaskReady order, string container, string name, LogMark mark, SecretMask? mask = null)
{
    private const int LongestLine = 128 * 1024;

    private readonly List<byte> pending = [];
    private long offset = mark.Offset;
    private long last = mark.Nanos;
    private long lastWhole = mark.Nanos;
    private int whole;

    // Where the text of the line begins that has no end yet.
    private int line;
    private bool open;

    /// <summary>Something can be sent.</summary>
    public bool HasMore => whole > 0 || pending.Count > LongestLine + HeldBack;

    // What a secret may begin with, and its rest has not come.
    private int HeldBack => mask is null ? 0 : mask.Longest - 1;

    /// <summary>The stream has had any output.</summary>
    public bool HasAny => offset > 0 || pending.Count > 0;

    /// <summary>Takes a frame; what is stored already is left out.</summary>
    public void Add(LogFrame frame)
    {
        if (frame.Nanos <= mark.Nanos)
            return;
        if (!open)
        {
            pending.AddRange(Encoding.ASCII.GetBytes(Timestamp(frame.Nanos) + " "));
            line = pending.Count;
        }

        pending.AddRange(frame.Bytes.Span);
        last = frame.Nanos;
        open = !frame.Bytes.Span.EndsWith("\n"u8);
        if (open)
            return;
        mask?.Hide(pending, line);
        (whole, lastWhole) = (pending.Count, last);
    }

    /// <summary>Bytes so far, what is not sent yet among them.</summary>
    public long Bytes => offset + pending.Count;

    /// <summary>What follows is not kept: a line says so. It goes in one chunk with what it stands after.</summary>
    public void Truncate(long nanos, string note)
    {
        if (open)
        {
            mask?.Hide(pending, line);
            pending.Add((byte)'\n');
        }

        pending.AddRange(Encoding.UTF8.GetBytes($"{Timestamp(nanos)} {note}\n"));
        open = false;
        (whole, last, lastWhole) = (pending.Count, nanos, nanos);
    }

    /// <summary>The next chunk; call it while <see cref="HasMore"/>.</summary>
    public LogChunk Take()
    {
        if (whole > 0)
            return Chunk(whole, lastWhole, end: false);
        mask?.Hide(pending, line);
        return Chunk(Math.Max(line, pending.Count - HeldBack), last, end: false);
    }

    /// <summary>The last chunk, with what has no newline at its end.</summary>
    public LogChunk End()
    {
        if (open)
            mask?.Hide(pending, line);
        return Chunk(pending.Count, last, end: true);
    }

    private LogChunk Chunk(int length, long nanos, bool end)
    {
        var chunk = new LogChunk
        {
            Stamp = order.Stamp,
            Namespace = order.Namespace,
            PodName = order.PodName,
            Container = container,
            Stream = name,
            Offset = offset,
            Bytes = [.. pending[..length]],
            LastNanos = nanos,
            Labels = offset == 0 && order.Work.Pod is { Labels.Count: > 0 } pod ? pod.Labels : null,
            End = end,
        };
        offset += length;
        pending.RemoveRange(0, length);
        line = Math.Max(0, line - length);
        whole = 0;
        return chunk;
    }

    private static string Timestamp(long nanos)
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(nanos / 1_000_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"{second:yyyy-MM-ddTHH:mm:ss}.{nanos % 1_000_000_000:D9}Z");
    }
}
