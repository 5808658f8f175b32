namespace Fleet.Coordinator.Tests.Api;

/// <summary><c>/metrics</c>: what workflows tell of themselves, as Prometheus reads it.</summary>
[Collection("api")]
public sealed class MetricsTests(ApiFixture api)
{
    [Fact]
    public async Task Metrics_OfWorkflows_AreInPrometheusText()
    {
        const string template = """
            {"name":"main","inputs":{"parameters":[{"name":"p","value":"x"}]},"container":{"image":"alpine"},"metrics":{"prometheus":[
              {"name":"metrics_test_runs","help":"Runs.","labels":[{"key":"status","value":"{{status}}"},{"key":"p","value":"{{inputs.parameters.p}}"}],"counter":{"value":"1"}},
              {"name":"metrics_test_sizes","help":"Sizes.","histogram":{"buckets":[1,5],"value":"3"}},
              {"name":"metrics_test_level","help":"Level.","gauge":{"operation":"Add","value":"2.5"}}]}}
            """;
        var ns = api.Namespace();
        await api.RunAsync(ns, Bodies.Workflow("a", template));
        await api.RunAsync(ns, Bodies.Workflow("b", template));

        using var reply = await api.Http.GetAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", reply.Content.Headers.ContentType!.ToString());
        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string[] lines =
        [
            "# HELP argo_workflows_metrics_test_runs Runs.", "# TYPE argo_workflows_metrics_test_runs counter", "argo_workflows_metrics_test_runs{status=\"Succeeded\",p=\"x\"} 2",
            "argo_workflows_metrics_test_sizes_bucket{le=\"1\"} 0", "argo_workflows_metrics_test_sizes_bucket{le=\"5\"} 2", "argo_workflows_metrics_test_sizes_sum 6", "argo_workflows_metrics_test_level 5",
        ];
        Assert.All(lines, line => Assert.Contains(line + "\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RealtimeGauge_GrowsWhileTheWorkflowRuns_AndOneOfAnotherTypeIsLeftOut()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", """
            {"name":"main","metadata":{"annotations":{"fleet.dummy/duration":"1h"}},"container":{"image":"alpine"},"metrics":{"prometheus":[
              {"name":"metrics_test_now","help":"Now.","gauge":{"realtime":true,"value":"{{duration}}"}}]}}
            """));
        await api.RunAsync(ns, Bodies.Workflow("other", """
            {"name":"main","container":{"image":"alpine"},"metrics":{"prometheus":[{"name":"metrics_test_now","help":"Now.","counter":{"value":"1"}}]}}
            """));

        var first = await ReadAsync();
        Assert.True(first >= 0);
        while (await ReadAsync() <= first)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        await api.PutAsync($"/api/v1/workflows/{ns}/w/terminate");
    }

    private async Task<double> ReadAsync()
    {
        var text = await api.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        var line = Assert.Single(text.Split('\n'), line => line.StartsWith("argo_workflows_metrics_test_now ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
