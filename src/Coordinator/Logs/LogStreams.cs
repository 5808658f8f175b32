using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Logs;

/// <summary>The streams of log that an ended task has left, as they stand in its row (<see cref="LogRow"/>): <c>{"main/stdout": 120}</c>.</summary>
internal static class LogStreams
{
    /// <summary>Those that an end tells of; null: none.</summary>
    public static string? Of(TaskFinished finished)
    {
        var streams = finished.Containers.SelectMany(container => container.LogBytes, (container, stream) => KeyValuePair.Create($"{container.Name}/{stream.Key}", stream.Value)).ToArray();
        return streams.Length == 0 ? null : JsonSerializer.Serialize(streams.DistinctBy(stream => stream.Key).ToDictionary());
    }

    /// <summary>The streams of rows.</summary>
    public static IReadOnlyList<LogStreamId> Of(IEnumerable<LogRow> rows) =>
    [
        .. rows.SelectMany(row => JsonSerializer.Deserialize<Dictionary<string, long>>(row.StreamsJson)!, (row, stream) =>
        {
            var slash = stream.Key.LastIndexOf('/');
            return new LogStreamId(row.Ordinal, row.Dispatch, stream.Key[..slash], stream.Key[(slash + 1)..]);
        }),
    ];
}

/// <summary>A stream of a workflow's log.</summary>
/// <param name="Ordinal">Node.</param>
/// <param name="Dispatch">Dispatch of the node.</param>
/// <param name="Container">Container.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
public readonly record struct LogStreamId(int Ordinal, int Dispatch, string Container, string Stream);
