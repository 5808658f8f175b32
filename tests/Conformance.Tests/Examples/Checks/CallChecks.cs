using System.Globalization;
using Fleet.Client;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>HTTP templates, workflows that manage workflows, metrics, and what is deleted by itself.</summary>
internal static class CallChecks
{
    public static IEnumerable<ExampleCheck> All =>
    [
        new("http-hello-world", run =>
        {
            Assert.Equal(("HTTP", "Succeeded", "{}"), (run["good"].Type, run["good"].Phase, run["good"].Result));
            Assert.Equal(("Failed", "received non-2xx response code: 404"), (run["bad"].Phase, run["bad"].Message));
            Assert.Empty(run.Containers);
        })
        {
            Backing = (text, server) => text.Replace("https://raw.githubusercontent.com", server, StringComparison.Ordinal),
        },
        new("k8s-wait-wf", run =>
        {
            Assert.StartsWith("sleep-", run["create-wf"].Output("wf-name"), StringComparison.Ordinal);
            Assert.Equal(run["create-wf"].Output("wf-name"), run["wait-wf"].Input("wf-name"));
            // It waits for the other workflow, which sleeps.
            Assert.True((run["wait-wf"].FinishedAt - run["create-wf"].FinishedAt).TotalSeconds >= 19);
            Assert.Empty(run.Containers);
        }) { Long = true },
        new("dag-custom-metrics", run =>
        {
            run.AssertItems("TEST-ONE", "0:command:ONE-A,tag:TEST-ONE-A", "1:command:ONE-B,tag:TEST-ONE-B");
            run.AssertItems("TEST-TWO", "0:command:TWO-A,tag:TEST-TWO-A", "1:command:TWO-B,tag:TEST-TWO-B");
            Assert.Equal("TaskGroup", run["TEST-ONE"].Type);
            Assert.Equal(1, run.Metric("playground_workflow_result_task_counter{playground_task_name_counter=\"TEST-TWO-B\",status=\"Succeeded\"}"));
            Assert.Equal(1, run.Metric("playground_workflow_result_counter{playground_id_workflow_counter=\"test\",status=\"Succeeded\"}"));
            Assert.True(run.Metric("playground_workflow_duration{playground_id_workflow=\"test\",status=\"Succeeded\"}") > 0);
        }),
        new("custom-metrics", run =>
        {
            Assert.Equal(1, run.Metric($"result_counter{{name=\"flakey\",status=\"{run["flakey"].Phase}\"}}"));
            Assert.Equal(1, run.Metric("random_int_step_histogram_count"));
            Assert.Equal(int.Parse(run["random-int"].Output("rand-int-value")!, CultureInfo.InvariantCulture), run.Metric("random_int_step_histogram_sum"));
            Assert.True(run.Metric("duration_gauge{name=\"workflow\"}") >= run.Metric("duration_gauge{name=\"random-int\"}"));
        }),
        new("gc-ttl", run => run.AssertPhases("Succeeded", run.Name)) { Act = DeletedAsync },
        new("pod-gc-strategy", run =>
        {
            run.AssertPhases("Failed", "fail");
            run.AssertPhases("Succeeded", "succeed");
            Assert.Matches("^child '.*' failed$", run.Root.Message);
        }),
        new("http-success-condition", run => run.AssertPhases("Succeeded", "http-status-is-201-succeeds", "http-body-contains-google-succeeds"))
        {
            Backing = (text, server) => text.Replace("https://httpbin.org", server, StringComparison.Ordinal).Replace("https://google.com", server + "/google", StringComparison.Ordinal),
        },
    ];

    private static async Task DeletedAsync(IFleetApi api, string name, CancellationToken cancellationToken)
    {
        await foreach (var change in api.WatchAsync("default", new WatchRequest { Name = name }, cancellationToken))
        {
            if (change.Type == "DELETED")
                return;
        }
    }
}
