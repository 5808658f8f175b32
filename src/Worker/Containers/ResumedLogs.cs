namespace Fleet.Worker.Containers;

/// <summary>
/// Drops what was already read when a log is asked for again from a moment on, which includes that moment. All pieces of a long line carry the same timestamp,
/// so the frames of the last moment are counted.
/// </summary>
internal sealed class ResumedLogs(long sinceNanos)
{
    private readonly Dictionary<string, (long Nanos, int Count)> _read = [];
    private readonly Dictionary<string, int> _skip = [];

    /// <summary>Where to go on: the older of the streams' last moments, so that none has a gap.</summary>
    public long SinceNanos { get; private set; } = sinceNanos;

    /// <summary>The log is opened again.</summary>
    public void Reopened()
    {
        _skip.Clear();
        foreach (var (stream, (nanos, count)) in _read)
            _skip[stream] = count;
        if (_read.Count == 2)
            SinceNanos = _read.Values.Min(read => read.Nanos);
    }

    /// <summary>Is this frame new?</summary>
    public bool Take(in LogFrame frame)
    {
        if (!_read.TryGetValue(frame.Stream, out var last) || frame.Nanos > last.Nanos)
        {
            _read[frame.Stream] = (frame.Nanos, 1);
            _skip.Remove(frame.Stream);
            return true;
        }
        if (_skip.TryGetValue(frame.Stream, out var skip))
        {
            if (frame.Nanos == last.Nanos && skip > 0)
                _skip[frame.Stream] = skip - 1;
            if (frame.Nanos < last.Nanos || skip > 0)
                return false;
        }
        _read[frame.Stream] = (last.Nanos, frame.Nanos == last.Nanos ? last.Count + 1 : last.Count);
        return true;
    }
}
