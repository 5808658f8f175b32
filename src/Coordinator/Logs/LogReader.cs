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

    // A stream whose end never came (its host was lost) must not hold a follower for ever.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    // A pod without a file has written nothing, or its first piece is still on its way: it was sent before the end of the task, but may be handled after it.
    private static readonly TimeSpan LateLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads lines. Without <paramref name="isDone"/>: what is there now; with it: until it says that the workflow has ended and all streams are complete.</summary>
    /// <param name="uid">The workflow.</param>
    /// <param name="query">Which lines.</param>
    /// <param name="isDone">Tells whether the workflow has ended; null: do not follow.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="changes">Tells that the workflow has changed, so that its end is seen at once; null: within a moment.</param>
    /// <param name="pods">How many pods may have written, asked once the workflow has ended: while fewer have, what is on its way is waited for; null: none is waited for.</param>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        Guid uid, LogQuery query, Func<CancellationToken, Task<bool>>? isDone, [EnumeratorCancellation] CancellationToken cancellationToken, IWorkflowSubscription? changes = null,
        Func<int>? pods = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        var cursors = new Dictionary<string, LogCursor>(StringComparer.Ordinal);
        var since = query.Since is { } moment ? LogLineText.Nanos(moment) : 0;
        long sent = 0;
        var first = true;
        DateTimeOffset? doneSince = null;
        Task? changed = null;
        try
        {
            while (true)
            {
                var appended = isDone is null ? null : store.NextAppend(uid);
                if (changed is null or { IsCompleted: true })
                    changed = changes?.NextAsync(cancellationToken).AsTask();
                var done = isDone is null || await isDone(cancellationToken).ConfigureAwait(false);
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
                if (done)
                {
                    doneSince ??= time.GetUtcNow();
                    var waited = time.GetUtcNow() - doneSince;
                    if (isDone is null || waited > DrainLimit || (cursors.Values.All(cursor => cursor.IsComplete) && (waited >= LateLimit || AllHaveWritten(cursors.Values, pods))))
                        yield break;
                }

                await WaitAsync(changed is null ? appended! : Task.WhenAny(appended!, changed), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var cursor in cursors.Values)
                cursor.Dispose();
        }
    }

    private static bool AllHaveWritten(IEnumerable<LogCursor> cursors, Func<int>? pods) =>
        pods is null || cursors.Select(cursor => cursor.Pod).Distinct(StringComparer.Ordinal).Count() >= pods();

    private void Open(Guid uid, LogQuery query, Dictionary<string, LogCursor> cursors)
    {
        var container = string.IsNullOrEmpty(query.Container) ? "main" : query.Container;
        foreach (var (pod, file) in store.Files(uid, string.IsNullOrEmpty(query.PodName) ? null : query.PodName))
        {
            if (file.Container == container && !cursors.ContainsKey(file.Path))
                cursors[file.Path] = new LogCursor(pod, file);
        }
    }

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
