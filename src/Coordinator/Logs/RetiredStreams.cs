using System.Globalization;

namespace Fleet.Coordinator.Logs;

/// <summary>Which streams of a workflow retention has removed: a line each in a file of its folder. Nobody waits for them any more.</summary>
internal static class RetiredStreams
{
    private const string Name = "retired";

    /// <summary>Some were removed.</summary>
    public static bool Exist(string folder) => File.Exists(Path.Combine(folder, Name));

    /// <summary>Notes some more.</summary>
    public static void Add(string folder, IEnumerable<LogStreamId> streams) => File.AppendAllLines(
        Path.Combine(folder, Name), streams.Select(stream => string.Create(CultureInfo.InvariantCulture, $"{stream.Ordinal}/{stream.Dispatch}/{stream.Container}/{stream.Stream}")));

    /// <summary>All of them.</summary>
    public static IReadOnlySet<LogStreamId> Read(string folder)
    {
        var streams = new HashSet<LogStreamId>();
        foreach (var line in Exist(folder) ? File.ReadLines(Path.Combine(folder, Name)) : [])
        {
            if (line.Split('/') is [var ordinal, var dispatch, var container, var stream]
                && int.TryParse(ordinal, CultureInfo.InvariantCulture, out var node) && int.TryParse(dispatch, CultureInfo.InvariantCulture, out var issue))
                streams.Add(new LogStreamId(node, issue, container, stream));
        }

        return streams;
    }
}
