namespace Fleet.Coordinator.Logs;

/// <summary>Reads one stream's file on from where it was, whole lines only; the last one may lack its newline once the stream is complete.</summary>
/// <param name="pod">Pod of the stream.</param>
/// <param name="file">Its file.</param>
internal sealed class LogCursor(string pod, LogFile file) : IDisposable
{
    private readonly FileStream stream = new(file.Path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 64 * 1024 });
    private readonly List<byte> partial = [];

    /// <summary>Its pod.</summary>
    public string Pod => pod;

    /// <summary>The stream is complete and was read to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Lines that have come since the last call.</summary>
    public IEnumerable<LogEntry> ReadNew()
    {
        var complete = file.IsComplete; // before reading: what is written after it does not belong to it
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            var rest = buffer.AsMemory(0, count);
            int newline;
            while ((newline = rest.Span.IndexOf((byte)'\n')) >= 0)
            {
                // An empty line is no line: it fills a gap.
                if (partial.Count > 0 || newline > 0)
                    yield return Line(rest.Span[..newline]);
                rest = rest[(newline + 1)..];
            }

            partial.AddRange(rest.Span);
        }

        if (complete && partial.Count > 0)
            yield return Line([]);
        IsComplete = complete;
    }

    /// <inheritdoc />
    public void Dispose() => stream.Dispose();

    private LogEntry Line(ReadOnlySpan<byte> end)
    {
        (long Nanos, string Content) parsed;
        if (partial.Count == 0)
        {
            parsed = LogLineText.Parse(end);
        }
        else
        {
            partial.AddRange(end);
            parsed = LogLineText.Parse(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(partial));
            partial.Clear();
        }

        return new LogEntry(pod, parsed.Nanos, parsed.Content);
    }
}
