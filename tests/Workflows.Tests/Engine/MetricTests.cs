using System.Globalization;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Metrics of templates and workflows: what is told, and when.</summary>
public sealed class MetricTests
{
    [Fact]
    public void Template_TellsOfEachEnd_WithItsNames()
    {
        const string metrics = """
            metrics: {prometheus: [
              {name: results, help: by status, labels: [{key: status, value: "{{status}}"}, {key: who, value: "{{inputs.parameters.p}} of {{workflow.name}}"}], counter: {value: "1"}},
              {name: sizes, help: sizes, when: "{{status}} == Succeeded", histogram: {buckets: [5, 1, "2.5"], value: "{{outputs.parameters.size}}"}},
              {name: took, help: seconds, gauge: {value: "{{duration}}", operation: Add}},
              {name: twice, help: expression, gauge: {value: "{{=asFloat(duration) * 2}}"}}]}
            """;
        var run = Run(metrics).On("a", Outcome.Gives("size", "3") with { Duration = TimeSpan.FromSeconds(4) }).On("b", Outcome.Fails(2)).Run();
        Assert.Equal(
            [
                "Counter results status=Failed,who=y of wf 1", "Gauge took  Add 1", "Gauge twice  Set 2",
                "Counter results status=Succeeded,who=x of wf 1", "Histogram sizes  [1 2.5 5] 3", "Gauge took  Add 4", "Gauge twice  Set 8",
            ],
            run.Metrics.Select(Text));
        Assert.DoesNotContain("MetricsError", run.View().Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Realtime_IsTrackedFromTheBegin_AndSettledAtTheEnd(bool reload)
    {
        const string gauge = "gauge: {realtime: true, value: \"{{DURATION}}\"}}]}";
        var own = "metrics: {prometheus: [{name: runs, help: h, labels: [{key: in, value: '{{inputs.parameters.p}}'}], " + gauge.Replace("DURATION", "duration", StringComparison.Ordinal);
        var whole = "metrics: {prometheus: [{name: whole, help: h, " + gauge.Replace("DURATION", "workflow.duration", StringComparison.Ordinal);
        var run = Run(own, whole, reload).RunFor(0);
        Assert.Equal(["Gauge whole  since 0", "Gauge runs in=x since 0", "Gauge runs in=y since 0"], run.Metrics.Select(Text));
        run.Metrics.Clear();
        run.Reload();
        run.Decide(new WorkflowLoaded());
        Assert.Equal(3, run.Metrics.Count(sample => sample.Since == VirtualRun.Start));
        run.Metrics.Clear();
        run.Run();
        Assert.Equal(["Gauge runs in=x Set 1", "Gauge runs in=y Set 1", "Gauge whole  Set 1"], run.Metrics.Select(Text));
    }

    [Fact]
    public void Workflow_TellsOfItsEnd()
    {
        var run = Run("", "metrics: {prometheus: [{name: ends, help: h, labels: [{key: status, value: '{{workflow.status}}'}], counter: {value: '{{workflow.duration}}'}}]}").On("a", Outcome.Fails()).Run();
        Assert.Equal(["Counter ends status=Failed 1"], run.Metrics.Select(Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RetryNode_TellsForItsLastAttempt_WithItsOwnTime_ThoseBeforeForThemselves(bool reload)
    {
        var run = Retried("{name: tries, help: h, labels: [{key: n, value: '{{retries}}'}, {key: exit, value: '{{exitCode}}'}], gauge: {value: '{{duration}}'}}", reload).Run();
        Assert.Equal(["Gauge tries n=0,exit=7 Set 1", "Gauge tries n=1,exit=0 Set 13"], run.Metrics.Select(Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Realtime_OfARetryNode_GoesOnOverItsAttempts(bool reload)
    {
        var run = Retried("{name: runs, help: h, gauge: {realtime: true, value: '{{duration}}'}}", reload).RunFor(12);
        Assert.Equal(2, run.Requests.Count());
        Assert.Equal(["Gauge runs  since 0"], run.Metrics.Select(Text));
        run.Metrics.Clear();
        run.Run();
        Assert.Equal(["Gauge runs  Set 13"], run.Metrics.Select(Text));
    }

    [Theory]
    [InlineData("counter: {value: '1'}, gauge: {value: '2'}", "Gauge m  Set 2")]
    [InlineData("counter: {value: '1'}, histogram: {value: '3', buckets: [1]}", "Histogram m  [1] 3")]
    public void OfTwoKinds_TheFirstOfGaugeHistogramCounterCounts(string kinds, string expected)
    {
        var run = Run($"metrics: {{prometheus: [{{name: m, help: h, {kinds}}}]}}").Run();
        Assert.Equal([expected], run.Metrics.Select(Text).Distinct());
    }

    private static VirtualRun Retried(string metric, bool reload) => new VirtualRun(Yaml.Template($"retryStrategy: {{limit: 2, backoff: {{duration: 10s}}}}\n    container: {{image: x}}\n    metrics: {{prometheus: [{metric}]}}")) { ReloadAlways = reload }
        .On("*", Outcome.Fails(7), Outcome.Ok with { Duration = TimeSpan.FromSeconds(2) });

    [Theory]
    [InlineData("{name: m, help: h, counter: {value: '{{outputs.parameters.none}}'}}", "unable to substitute parameters for metric 'm': failed to resolve {{outputs.parameters.none}}")]
    [InlineData("{name: m, help: h, labels: [{key: a, value: '{{foo}}'}], counter: {value: '1'}}", "unable to substitute parameters for metric 'm': failed to resolve {{foo}}")]
    [InlineData("{name: m, help: h, counter: {value: x}}", "metric 'm': value 'x' is no number")]
    [InlineData("{name: m, help: h, counter: {value: NaN}}", "metric 'm': value 'NaN' is no number")]
    [InlineData("{name: m, help: h, gauge: {value: '1e999'}}", "metric 'm': value '1e999' is no number")]
    [InlineData("{name: m, help: h, counter: {value: '-1'}}", "metric 'm': value '-1' is less than 0: a counter only grows")]
    [InlineData("{name: m, help: h, labels: [{key: a, value: x}, {key: a, value: y}], counter: {value: '1'}}", "metric 'm': label 'a' is there twice")]
    [InlineData("{name: \"m\\n\", help: h, counter: {value: '1'}}", "metric name 'm\n' is invalid. Metric names must contain alphanumeric characters or '_'")]
    [InlineData("{name: '{{workflow.name}}-x', help: h, counter: {value: '1'}}", "metric name 'wf-x' is invalid. Metric names must contain alphanumeric characters or '_'")]
    [InlineData("{name: m, help: h, labels: [{key: a-b, value: c}], counter: {value: '1'}}", "metric label 'a-b' is invalid: keys may only contain alphanumeric characters or '_'")]
    [InlineData("{name: m, help: h, gauge: {realtime: true, value: '{{status}}'}}", "metric 'm': '{{status}}' is not available as a real time variable; use {{duration}} or, in spec.metrics, {{workflow.duration}}")]
    [InlineData("{name: m-a, help: h, counter: {value: '1'}}, {name: m, help: h, gauge: {value: '{{nope}}'}}", "metric name 'm-a' is invalid. Metric names must contain alphanumeric characters or '_', unable to substitute parameters for metric 'm': failed to resolve {{nope}}")]
    public void WhatCannotBeTold_IsACondition_AndSpoilsNothing(string metric, string message)
    {
        var run = Run($"metrics: {{prometheus: [{metric}]}}", reload: true).Run();
        Assert.Empty(run.Metrics);
        Assert.Equal("Succeeded", run.View().Phase);
        var condition = run.View().Root.GetProperty("status").GetProperty("conditions").EnumerateArray().Single(c => c.GetProperty("type").GetString() == "MetricsError");
        Assert.Equal(message, condition.GetProperty("message").GetString());
    }

    private static VirtualRun Run(string metrics, string spec = "", bool reload = false) => new(Yaml.Template(
        "steps: [[{name: a, template: work, arguments: {parameters: [{name: p, value: x}]}}, {name: b, template: work, arguments: {parameters: [{name: p, value: y}]}}]]",
        $"- name: work\n  inputs: {{parameters: [{{name: p}}]}}\n  outputs: {{parameters: [{{name: size, valueFrom: {{path: /s, default: '0'}}}}]}}\n  container: {{image: x}}\n  {string.Join(' ', metrics.Split('\n', StringSplitOptions.TrimEntries))}",
        spec))
    {
        ReloadAlways = reload,
    };

    private static string Text(MetricSample sample)
    {
        var labels = string.Join(',', sample.Labels.Select(label => $"{label.Key}={label.Value}"));
        var how = sample.Kind switch { MetricKind.Gauge when sample.Since is null => $" {sample.Operation}", MetricKind.Histogram => $" [{string.Join(' ', sample.Buckets.Select(b => b.ToString(CultureInfo.InvariantCulture)))}]", _ => "" };
        var value = sample.Since is { } since ? $"since {(since - VirtualRun.Start).TotalSeconds}" : sample.Value.ToString(CultureInfo.InvariantCulture);
        return $"{sample.Kind} {sample.Name} {labels}{how} {value}";
    }
}
