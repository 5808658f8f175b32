using System.Collections.Concurrent;
using Fleet.Contracts;
using Fleet.Coordinator.Logs;

namespace Fleet.Coordinator.Tests.Messaging;

internal sealed class FakeLogs : ILogSink
{
    public BlockingCollection<LogChunk> Chunks { get; } = [];

    public Task AppendAsync(LogChunk chunk, CancellationToken cancellationToken)
    {
        Chunks.Add(chunk, cancellationToken);
        return Task.CompletedTask;
    }

    public void Delete(Guid uid)
    {
    }

    public Task<IReadOnlyDictionary<string, LogMark>> MarksAsync(TaskStamp stamp, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, LogMark>>(new Dictionary<string, LogMark>());
}
