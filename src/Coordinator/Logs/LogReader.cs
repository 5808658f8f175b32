using System.Runtime.CompilerServices;
using Fleet.Coordinator.Runs;

namespace Fleet.Coordinator.Logs;

/// <summary>Reads a workflow's logs, all streams merged by time, once or following.</summary>
/// <param name="store">The files.</param>
/// <param name="time">Time for waits.</param>
public sealed class LogReader(FileLogStore store, TimeProvider time)
{
    // Another process may write the files (a `fleet run` beside this reader): its appends raise no signal here.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    // What is on its way comes within moments, or after what waits before it in the queue. A piece that never comes (another coordinator took it, and keeps it elsewhere) must not hold a
    // follower for ever: without news for so long it is given up.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);

    // Who reads once waits no longer for what another coordinator may keep, unless this one has a backlog of pieces.
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(3);

    /// <summary>Waits until what tasks that have ended left is here: an end and the last lines before it come by different queues.</summary>
    /// <param name="uid">The workflow.</param>
    /// <param name="known">The streams that its tasks have left.</param>
    /// <param name="finishedAt">When the workflow ended; null: it has not. Of one that ended long ago nothing is in the backlog.</param>
    /// <param name="follow">As long as a follower does, half a minute; otherwise a few seconds, and half a minute where pieces of others come in meanwhile.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task ArrivedAsync(Guid uid, IReadOnlyList<LogStreamId> known, DateTimeOffset? finishedAt, bool follow, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var isOld = finishedAt < time.GetUtcNow() - DrainLimit;
        var (appends, newsAt) = (store.Appends, begun);
        while (true)
        {
            var appended = store.NextAppend(uid);
            if (AreComplete(uid, known) || time.GetElapsedTime(begun) > DrainLimit || (!follow && time.GetElapsedTime(newsAt) > ArrivalLimit))
                return;
            await WaitAsync(appended, cancellationToken).ConfigureAwait(false);
            if (!isOld && appends != store.Appends)
                (appends, newsAt) = (store.Appends, time.GetTimestamp());
        }
    }

    /// <summary>Reads lines. Without <paramref name="isDone"/>: what is there now; with it: until it says that the workflow has ended and all streams are complete.</summary>
    /// <param name="uid">The workflow.</param>
    /// <param name="query">Which lines.</param>
    /// <param name="isDone">Tells whether the workflow has ended; null: do not follow.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="changes">Tells that the workflow has changed, so that its end is seen at once; null: within a moment.</param>
    /// <param name="known">The streams that its tasks have left, asked once when the workflow has ended: what of them is still on its way is waited for; null: those that are here.</param>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        Guid uid, LogQuery query, Func<CancellationToken, Task<bool>>? isDone, [EnumeratorCancellation] CancellationToken cancellationToken, IWorkflowSubscription? changes = null,
        Func<CancellationToken, Task<IReadOnlyList<LogStreamId>>>? known = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        var cursors = new Dictionary<string, LogCursor>(StringComparer.Ordinal);
        var since = query.Since is { } moment ? LogLineText.Nanos(moment) : 0;
        long sent = 0;
        var first = true;
        IReadOnlyList<LogStreamId>? expected = null;
        var newsAt = time.GetUtcNow();
        Task? changed = null;
        try
        {
            while (true)
            {
                var appended = isDone is null ? null : store.NextAppend(uid);
                if (changed is null or { IsCompleted: true })
                    changed = changes?.NextAsync(cancellationToken).AsTask();
                var done = isDone is null || await isDone(cancellationToken).ConfigureAwait(false);
                if (done && isDone is not null && known is not null)
                    expected ??= await known(cancellationToken).ConfigureAwait(false);
                // Looked at before reading: what is complete now is read whole.
                var complete = isDone is null || (expected is not null && AreComplete(uid, expected));
                Open(uid, query, cursors);
                var fresh = cursors.Values.Select(cursor => cursor.ReadNew().Where(line => line.Nanos >= since && query.Grep?.IsMatch(line.Content) != false));
                var lines = LogMerge.ByTime(first && query.TailLines is >= 0 and var tail ? Tail(cursors.Values, fresh, tail) : fresh);
                foreach (var line in lines)
                {
                    sent += line.Content.Length;
                    if (sent > query.LimitBytes)
                        yield break;
                    yield return query.Timestamps ? line with { Content = LogLineText.Format(line.Nanos) + " " + line.Content } : line;
                }

                first = false;
                if (complete || (done && (time.GetUtcNow() - newsAt > DrainLimit || (expected is null && cursors.Values.All(cursor => cursor.IsComplete)))))
                    yield break;
                await WaitAsync(changed is null ? appended! : Task.WhenAny(appended!, changed), cancellationToken).ConfigureAwait(false);
                if (!done || appended!.IsCompleted)
                    newsAt = time.GetUtcNow();
            }
        }
        finally
        {
            foreach (var cursor in cursors.Values)
                cursor.Dispose();
        }
    }

    /// <summary>There are logs of a pod with that name.</summary>
    public bool Knows(Guid uid, string pod) => store.Files(uid, pod).Any();

    /// <summary>Retention has removed logs of a workflow.</summary>
    /// <param name="uid">The workflow.</param>
    /// <param name="container">Those of this container; null: of any.</param>
    public bool HasRetired(Guid uid, string? container = null) => store.Retired(uid).Any(stream => container is null || stream.Container == container);

    /// <summary>There are logs of a workflow.</summary>
    public bool Knows(Guid uid) => store.Files(uid, null).Any();

    // A stream that no end of a task tells of (its host was lost) is as complete as it will ever be.
    private bool AreComplete(Guid uid, IReadOnlyList<LogStreamId> expected)
    {
        if (expected.Count == 0)
            return true;
        var ended = store.Files(uid, null).Where(found => found.File.IsComplete).Select(found => found.File.Id).ToHashSet();
        ended.UnionWith(store.Retired(uid));
        return expected.All(ended.Contains);
    }

    private void Open(Guid uid, LogQuery query, Dictionary<string, LogCursor> cursors)
    {
        var container = string.IsNullOrEmpty(query.Container) ? "main" : query.Container;
        IEnumerable<string?> pods = query.PodNames ?? (IEnumerable<string?>)[string.IsNullOrEmpty(query.PodName) ? null : query.PodName];
        var files = pods.SelectMany(name => store.Files(uid, name)).Where(found => found.File.Container == container);
        foreach (var (pod, file) in query.Previous ? Previous(files) : files)
        {
            if (!cursors.ContainsKey(file.Path) && LogLabels.Fit(Path.GetDirectoryName(file.Path)!, query))
                cursors[file.Path] = new LogCursor(pod, file);
        }
    }

    private static IEnumerable<(string Pod, LogFile File)> Previous(IEnumerable<(string Pod, LogFile File)> files) =>
        files.GroupBy(found => found.File.Ordinal).SelectMany(node => node.Where(found => found.File.Dispatch < node.Max(other => other.File.Dispatch)));

    /// <summary>The last lines of each pod; no more of them are ever held.</summary>
    private static IEnumerable<IEnumerable<LogEntry>> Tail(IEnumerable<LogCursor> cursors, IEnumerable<IEnumerable<LogEntry>> streams, int count) =>
        cursors.Zip(streams).GroupBy(pair => pair.First.Pod, pair => pair.Second, StringComparer.Ordinal).Select(pod => Last(LogMerge.ByTime(pod), count));

    // Not TakeLast: asked for none it would not even read, and the lines would come as new ones later.
    private static Queue<LogEntry> Last(IEnumerable<LogEntry> lines, int count)
    {
        var last = new Queue<LogEntry>();
        foreach (var line in lines)
        {
            last.Enqueue(line);
            if (last.Count > count)
                last.Dequeue();
        }

        return last;
    }

    private async Task WaitAsync(Task news, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(Poll, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Look again.
        }
    }
}
