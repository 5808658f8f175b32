using System.Collections.Concurrent;
using Fleet.Contracts;

namespace Fleet.Coordinator.Logs;

/// <summary>
/// Logs as files, one per stream, appended as chunks come. The length of a file is the stream's offset: a repeated chunk changes nothing; one that starts beyond it waits for the
/// one before, which is handled at the same time. What does not come (another coordinator keeps it in a folder of its own) leaves a line that says so, and so does what goes beyond the
/// limit of a workflow.
/// </summary>
/// <param name="root">Folder of the logs; made when needed, readable by its owner only.</param>
/// <param name="time">Time of the waiting; null: the system's.</param>
/// <param name="workflowLimit">Most bytes that are kept of one workflow.</param>
public sealed class FileLogStore(string root, TimeProvider? time = null, long workflowLimit = FileLogStore.DefaultWorkflowLimit) : ILogSink
{
    /// <summary>Most bytes that are kept of one workflow where nothing else is said: 10 GiB.</summary>
    public const long DefaultWorkflowLimit = 10L * 1024 * 1024 * 1024;

    /// <summary>How long a chunk waits for the one before it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int DeleteAttempts = 10;

    private readonly TimeProvider clock = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> growing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> waiting = new();
    // Of this process's life, some bytes each: a chunk that comes late must not bring a folder back.
    private readonly ConcurrentDictionary<Guid, bool> deleted = new();
    private readonly LogSpace space = new(root, workflowLimit);
    private long appends;

    /// <summary>Folder of the logs.</summary>
    public string Root => root;

    /// <inheritdoc />
    public async Task AppendAsync(LogChunk chunk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        try
        {
            await AppendInOrderAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException) when (deleted.ContainsKey(chunk.Stamp.Workflow))
        {
            // The folder went while it was written to.
        }

        // Begun before the deletion, it may have made the folder anew.
        if (deleted.ContainsKey(chunk.Stamp.Workflow))
            Delete(chunk.Stamp.Workflow);
    }

    private async Task AppendInOrderAsync(LogChunk chunk, CancellationToken cancellationToken)
    {
        var path = LogPaths.Stream(root, chunk.Stamp, chunk.PodName, chunk.Container, chunk.Stream);
        var begin = clock.GetTimestamp();
        while (!deleted.ContainsKey(chunk.Stamp.Workflow))
        {
            var grown = growing.GetOrAdd(path, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            var left = Patience - clock.GetElapsedTime(begin);
            if (await TryAppendAsync(path, chunk, fill: left <= TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
                break;
            await grown.WaitAsync(left, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        Interlocked.Increment(ref appends);
        if (growing.TryRemove(path, out var waiter))
            waiter.TrySetResult();
        if (waiting.TryRemove(chunk.Stamp.Workflow, out var signal))
            signal.TrySetResult();
    }

    /// <returns>False: the chunk before it has not come yet.</returns>
    private async Task<bool> TryAppendAsync(string path, LogChunk chunk, bool fill, CancellationToken cancellationToken)
    {
        var gate = gates.GetOrAdd(path, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (!await WriteAsync(path, chunk, fill, cancellationToken).ConfigureAwait(false))
                return false;
            await LogLabels.WriteAsync(Path.GetDirectoryName(path)!, chunk, cancellationToken).ConfigureAwait(false);
            if (chunk.End)
            {
                await File.WriteAllBytesAsync(Path.ChangeExtension(path, ".end"), [], cancellationToken).ConfigureAwait(false);
                gates.TryRemove(path, out _);
            }

            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, LogMark>> MarksAsync(TaskStamp stamp, CancellationToken cancellationToken)
    {
        var marks = new Dictionary<string, LogMark>(StringComparer.Ordinal);
        foreach (var (_, file) in Files(stamp.Workflow, null).Where(found => found.File.Ordinal == stamp.Ordinal && found.File.Dispatch == stamp.Dispatch))
            marks[$"{file.Container}/{file.Stream}"] = new LogMark(LastNanos(file.Path), new FileInfo(file.Path).Length);
        return Task.FromResult<IReadOnlyDictionary<string, LogMark>>(marks);
    }

    /// <summary>Pieces appended so far, of all workflows: they come in the order in which they were sent.</summary>
    internal long Appends => Interlocked.Read(ref appends);

    /// <summary>Completes when something is appended to a workflow's logs after this call.</summary>
    internal Task NextAppend(Guid uid) => waiting.GetOrAdd(uid, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Files of a workflow, or of one of its pods.</summary>
    internal IEnumerable<(string Pod, LogFile File)> Files(Guid uid, string? pod)
    {
        var folder = pod is null ? LogPaths.Workflow(root, uid) : LogPaths.Pod(root, uid, pod);
        if (!Directory.Exists(folder))
            return [];
        var pods = pod is null ? Directory.EnumerateDirectories(folder) : [folder];
        return pods.SelectMany(path => Directory.EnumerateFiles(path, "*.log").Select(LogPaths.Parse).OfType<LogFile>().Select(file => (LogPaths.PodOf(path), file)));
    }

    /// <summary>Removes a workflow's logs; none is no error, nor are some that somebody else removes meanwhile. What comes of it later is not kept.</summary>
    /// <exception cref="IOException">The folder could not be removed.</exception>
    public void Delete(Guid uid)
    {
        deleted[uid] = true;
        space.Forget(uid);
        Remove(LogPaths.Workflow(root, uid));
    }

    /// <summary>Removes the logs of a workflow that has ended, and notes which streams they were: it may be retried, and then more comes.</summary>
    /// <exception cref="IOException">The folder could not be removed.</exception>
    internal void Retire(Guid uid)
    {
        var streams = Files(uid, null).Select(found => found.File.Id).ToList();
        RetiredStreams.Add(LogPaths.Workflow(root, uid), streams);
        foreach (var pod in Directory.EnumerateDirectories(LogPaths.Workflow(root, uid)))
            Remove(pod);
        space.Forget(uid);
    }

    /// <summary>Streams that were removed while their workflow stays.</summary>
    internal IReadOnlySet<LogStreamId> Retired(Guid uid) => RetiredStreams.Read(LogPaths.Workflow(root, uid));

    private static void Remove(string folder)
    {
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < DeleteAttempts || !Directory.Exists(folder))
            {
                // Somebody else removes it too, or a chunk was just written into it.
            }
        }
    }

    /// <summary>Workflows that have logs here, with the bytes of them.</summary>
    internal IEnumerable<(Guid Uid, long Bytes, DateTimeOffset ChangedAt)> Workflows() =>
        !Directory.Exists(root) ? [] : new DirectoryInfo(root).EnumerateDirectories()
            .Select(folder => Guid.TryParseExact(folder.Name, "D", out var uid) ? (uid, LogSpace.BytesOf(folder), new DateTimeOffset(folder.LastWriteTimeUtc)) : default)
            .Where(found => found.uid != default && (found.Item2 > 0 || !RetiredStreams.Exist(LogPaths.Workflow(root, found.uid))));

    private async Task<bool> WriteAsync(string path, LogChunk chunk, bool fill, CancellationToken cancellationToken)
    {
        // From here on nothing of the stream is kept: what comes is as good as stored.
        if (File.Exists(LogPaths.Truncated(path)))
            return true;
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await using (stream.ConfigureAwait(false))
        {
            stream.Seek(0, SeekOrigin.End);
            if (chunk.Offset > stream.Length)
            {
                if (!fill)
                    return false;
                await LogGap.WriteAsync(stream, chunk.Offset - stream.Length, chunk.Bytes, cancellationToken).ConfigureAwait(false);
            }

            var known = (int)Math.Min(chunk.Bytes.Length, stream.Length - chunk.Offset);
            if (known >= chunk.Bytes.Length)
                return true;
            if (!space.Take(chunk.Stamp.Workflow, chunk.Bytes.Length - known))
            {
                await stream.WriteAsync(space.Note(chunk), cancellationToken).ConfigureAwait(false);
                await File.WriteAllBytesAsync(LogPaths.Truncated(path), [], cancellationToken).ConfigureAwait(false);
                return true;
            }

            await stream.WriteAsync(chunk.Bytes.AsMemory(known), cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    // The last line's timestamp; the file is read from its end.
    private static long LastNanos(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        for (var size = 4096L; ; size *= 4)
        {
            var from = Math.Max(0, stream.Length - size);
            var buffer = new byte[stream.Length - from];
            stream.Seek(from, SeekOrigin.Begin);
            stream.ReadExactly(buffer);
            var text = buffer.AsSpan().TrimEnd((byte)'\n');
            var begin = text.LastIndexOf((byte)'\n');
            if (begin < 0 && from > 0)
                continue;
            return LogLineText.Parse(text[(begin + 1)..]).Nanos;
        }
    }
}
