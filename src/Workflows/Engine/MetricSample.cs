namespace Fleet.Workflows.Engine;

/// <summary>One value of a metric, in Prometheus' terms.</summary>
public sealed record MetricSample
{
    /// <summary>Name as the manifest gives it, without Argo's prefix <c>argo_workflows_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about.</summary>
    public required string Help { get; init; }

    /// <summary>Its type.</summary>
    public required MetricKind Kind { get; init; }

    /// <summary>Labels in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>What a counter grows by, a gauge is set to (or changed by), a histogram observes. Unused with <see cref="Since"/>.</summary>
    public double Value { get; init; }

    /// <summary><c>Set</c>, <c>Add</c> or <c>Sub</c> of a gauge.</summary>
    public string Operation { get; init; } = "Set";

    /// <summary>Upper bounds of a histogram's buckets.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];

    /// <summary>A realtime gauge: its value is the seconds since then, until another sample sets it; null: it has its value.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>Types of metrics.</summary>
public enum MetricKind
{
    /// <summary>It only grows.</summary>
    Counter,

    /// <summary>It has a value.</summary>
    Gauge,

    /// <summary>It counts values by size.</summary>
    Histogram,
}
