namespace Fleet.Coordinator.Logs;

/// <summary>Merges streams of lines by time, holding one line of each: a log of any size passes through.</summary>
internal static class LogMerge
{
    /// <summary>All lines, earliest first; lines of one stream keep their order, also where its times go back.</summary>
    public static IEnumerable<LogEntry> ByTime(IEnumerable<IEnumerable<LogEntry>> streams)
    {
        var heads = new PriorityQueue<IEnumerator<LogEntry>, (long Nanos, int Stream)>();
        var all = new List<IEnumerator<LogEntry>>();
        try
        {
            foreach (var stream in streams)
            {
                var lines = stream.GetEnumerator();
                all.Add(lines);
                if (lines.MoveNext())
                    heads.Enqueue(lines, (lines.Current.Nanos, all.Count));
            }

            while (heads.TryDequeue(out var lines, out var key))
            {
                yield return lines.Current;
                if (lines.MoveNext())
                    heads.Enqueue(lines, (Math.Max(key.Nanos, lines.Current.Nanos), key.Stream));
            }
        }
        finally
        {
            foreach (var lines in all)
                lines.Dispose();
        }
    }
}
