using System.Collections.Concurrent;
using Fleet.Workflows.Engine;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Fleet.Coordinator.Metrics;

/// <summary>
/// What workflows tell of themselves, as Prometheus reads it. It is in the memory of this process: after a restart counters and histograms begin anew, which Prometheus understands, and
/// realtime gauges of open nodes are told again. Safe to use from several threads.
/// </summary>
public sealed partial class CustomMetrics
{
    /// <summary>Before every name (Argo's own prefix).</summary>
    public const string Prefix = "argo_workflows_";

    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;
    private readonly ConcurrentDictionary<Gauge.Child, (Guid Workflow, DateTimeOffset Since)> _realtime = new();
    private readonly TimeProvider _time;
    private readonly ILogger<CustomMetrics> _logger;

    /// <summary>Without any metric.</summary>
    /// <param name="time">For realtime gauges.</param>
    /// <param name="logger">For metrics that cannot be.</param>
    public CustomMetrics(TimeProvider time, ILogger<CustomMetrics> logger)
    {
        _time = time;
        _logger = logger;
        _factory = Prometheus.Metrics.WithCustomRegistry(_registry);
        _registry.AddBeforeCollectCallback(Advance);
    }

    /// <summary>Takes a value. Never fails: a metric that exists with another type is left as it is, and told in the log.</summary>
    /// <param name="workflow">Whose it is.</param>
    /// <param name="sample">The value.</param>
    public void Take(Guid workflow, MetricSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        try
        {
            string[] names = [.. sample.Labels.Select(label => label.Key)], values = [.. sample.Labels.Select(label => label.Value)];
            switch (sample.Kind)
            {
                case MetricKind.Counter: _factory.CreateCounter(Prefix + sample.Name, Help(sample), names).WithLabels(values).Inc(sample.Value); break;
                case MetricKind.Histogram: HistogramOf(sample, names).WithLabels(values).Observe(sample.Value); break;
                default: Set(workflow, sample, _factory.CreateGauge(Prefix + sample.Name, Help(sample), names).WithLabels(values)); break;
            }
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            LogRefused(_logger, sample.Name, workflow, error.Message);
        }
    }

    /// <summary>A workflow is deleted: its realtime gauges stand still.</summary>
    /// <param name="workflow">The workflow.</param>
    public void Forget(Guid workflow)
    {
        foreach (var (gauge, owner) in _realtime)
            if (owner.Workflow == workflow) _realtime.TryRemove(gauge, out _);
    }

    /// <summary>Writes all metrics in Prometheus' text format.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task WriteAsync(Stream stream, CancellationToken cancellationToken) => _registry.CollectAndExportAsTextAsync(stream, cancellationToken);

    private Histogram HistogramOf(MetricSample sample, string[] names) =>
        _factory.CreateHistogram(Prefix + sample.Name, Help(sample), names, sample.Buckets.Count == 0 ? null : new HistogramConfiguration { Buckets = [.. sample.Buckets] });

    // As the text format wants it, and unlike label values not done by the library: a line of its own in it would be anybody's metric.
    private static string Help(MetricSample sample) => sample.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private void Set(Guid workflow, MetricSample sample, Gauge.Child gauge)
    {
        if (sample.Since is { } since)
        {
            _realtime[gauge] = (workflow, since);
            return;
        }

        _realtime.TryRemove(gauge, out _);
        switch (sample.Operation)
        {
            case "Add": gauge.Inc(sample.Value); break;
            case "Sub": gauge.Dec(sample.Value); break;
            default: gauge.Set(sample.Value); break;
        }
    }

    private void Advance()
    {
        var now = _time.GetUtcNow();
        foreach (var (gauge, (_, since)) in _realtime) gauge.Set((now - since).TotalSeconds);
    }

    [LoggerMessage(1, LogLevel.Warning, "The metric '{Name}' of workflow {Workflow} is left out: {Error}")]
    private static partial void LogRefused(ILogger logger, string name, Guid workflow, string error);
}
