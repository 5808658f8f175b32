using Fleet.Contracts;

namespace Fleet.Coordinator.Logs;

/// <summary>Where log chunks end up. Safe to call from several threads; the same chunk may come twice.</summary>
public interface ILogSink
{
    /// <summary>Stores a chunk. When the task ends the chunk is kept, and the worker may forget it; bytes below the stream's stored offset are duplicates and change nothing.</summary>
    Task AppendAsync(LogChunk chunk, CancellationToken cancellationToken);

    /// <summary>Deletes all logs of a workflow; unknown ones are no error.</summary>
    void Delete(Guid uid);

    /// <summary>Where the stored streams of a dispatch end, per <c>container/stream</c>: an adopting worker goes on after them.</summary>
    Task<IReadOnlyDictionary<string, LogMark>> MarksAsync(TaskStamp stamp, CancellationToken cancellationToken);
}
