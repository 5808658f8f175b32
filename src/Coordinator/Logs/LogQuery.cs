using System.Text.RegularExpressions;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Logs;

/// <summary>Which lines of a workflow's logs.</summary>
public sealed record LogQuery
{
    /// <summary>Only this pod; null: all.</summary>
    public string? PodName { get; init; }

    /// <summary>Only these pods, where <see cref="PodName"/> names a node that has several; null: as <see cref="PodName"/> says.</summary>
    public IReadOnlyList<string>? PodNames { get; init; }

    /// <summary>Container; null or empty: <c>main</c>.</summary>
    public string? Container { get; init; }

    /// <summary>Only pods whose labels fulfil all of these; empty: all.</summary>
    public IReadOnlyList<LabelCondition> Selector { get; init; } = [];

    /// <summary>Labels that every pod of the workflow has besides its own.</summary>
    public IReadOnlyDictionary<string, string> CommonLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>Only what earlier dispatches of a node have written, those whose worker or host was lost; false: all of it.</summary>
    public bool Previous { get; init; }

    /// <summary>Put the time before each line.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Only the last lines of each pod; null or negative: all.</summary>
    public int? TailLines { get; init; }

    /// <summary>Only lines from this moment on; null: all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The content must match; null: any. Made with <see cref="RegexOptions.NonBacktracking"/>.</summary>
    public Regex? Grep { get; init; }

    /// <summary>At most so many bytes of content; null: all.</summary>
    public long? LimitBytes { get; init; }
}

/// <summary>A line of a log.</summary>
/// <param name="PodName">Pod that wrote it.</param>
/// <param name="Nanos">The engine's time, nanoseconds since the Unix epoch.</param>
/// <param name="Content">The line.</param>
public readonly record struct LogEntry(string PodName, long Nanos, string Content);
