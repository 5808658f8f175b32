using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Fleet.Worker.Containers.Processes;

/// <summary>Follows the output of containers through the files that their shims write.</summary>
internal sealed class ProcessLogs(ProcessFolder folder, ProcessStates states, FolderWatch watch)
{
    private readonly ConcurrentDictionary<string, LogTimes> _times = new(StringComparer.Ordinal);

    /// <summary>Frames from a moment on until the container has ended and everything was read.</summary>
    public async IAsyncEnumerable<LogFrame> FollowAsync(string idOrName, long sinceNanos, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var seen = 0; ;)
        {
            if (folder.Find(idOrName) is not { } record)
                yield break;
            var next = watch.NextAsync(record.Id, cancellationToken);
            // Asked before the files are looked at: the shim says "exit" when all of the output is there.
            var ended = states.Of(record).Phase == ContainerPhase.Exited;
            IReadOnlyList<Stretch> more;
            try
            {
                more = TimesOf(record.Id).Refresh(seen, ended);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && folder.Find(idOrName) is null)
            {
                yield break;
            }

            seen += more.Count;
            foreach (var stretch in more.OrderBy(stretch => stretch.Nanos))
            {
                foreach (var frame in Frames(record.Id, stretch).Where(frame => frame.Nanos >= sinceNanos))
                    yield return frame;
            }

            if (ended)
                yield break;
            await next;
        }
    }

    /// <summary>The container is gone.</summary>
    public void Forget(string id) => _times.TryRemove(id, out _);

    private LogTimes TimesOf(string id) => _times.GetOrAdd(id, key => new LogTimes(folder.PrefixOf(key)));

    private List<LogFrame> Frames(string id, Stretch stretch)
    {
        var bytes = new byte[stretch.End - stretch.Start];
        using (var file = new FileStream(TimesOf(id).FileOf(stretch.Stream), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Position = stretch.Start;
            file.ReadExactly(bytes);
        }

        var frames = new List<LogFrame>();
        for (var (at, nanos) = (0, stretch.Nanos); at < bytes.Length; nanos++)
        {
            var length = LogPieces.Next(bytes.AsSpan(at), ended: true);
            frames.Add(new LogFrame(LogTimes.Streams[stretch.Stream], nanos, bytes.AsMemory(at, length)));
            at += length;
        }

        return frames;
    }
}
