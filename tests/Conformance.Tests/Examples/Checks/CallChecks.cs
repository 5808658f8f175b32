using Fleet.Client;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>HTTP templates, workflows that manage workflows, and what is deleted by itself.</summary>
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
