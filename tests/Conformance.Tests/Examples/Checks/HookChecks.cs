using Fleet.Client;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>Lifecycle hooks, and suspend nodes that users answer.</summary>
internal static class HookChecks
{
    public static IEnumerable<ExampleCheck> All =>
    [
        new("template-on-exit", run =>
        {
            Assert.All(new[] { "stepA.onExit", "stepB.onExit" }, name => Assert.Equal("goodbye world", run.Log(name)));
            run.AssertAfter("stepB", "stepA.onExit");
        }),
        new("exit-handler-with-param", run => Assert.Equal("hello world", run.Log("step-1.onExit"))),
        new("life-cycle-hooks-wf-level", run =>
        {
            Assert.All(new[] { run.Name + ".hooks.running", run.Name + ".onExit" }, name => Assert.Equal(("HTTP", "Succeeded"), (run[name].Type, run[name].Phase)));
            Assert.Equal("it was heads", run.Log("step1"));
        })
        {
            Backing = (text, server) => text.Replace("https://raw.githubusercontent.com", server, StringComparison.Ordinal),
        },
        new("suspend-template-outputs", run =>
        {
            Assert.Equal("Hello, world!", run.Log("release"));
            Assert.Equal("Test message", run["approve"].Message);
        })
        {
            Phase = "Succeeded",
            Act = ApproveAsync,
        },
    ];

    // As the file's first lines say.
    private static async Task ApproveAsync(IFleetApi api, string name, CancellationToken cancellationToken)
    {
        await foreach (var change in api.WatchAsync("default", new WatchRequest { Name = name }, cancellationToken))
        {
            if (change.Object.GetProperty("status").TryGetProperty("nodes", out var nodes) && nodes.EnumerateObject().Any(node => node.Value.GetProperty("type").GetString() == "Suspend"))
                break;
        }

        var refused = await Assert.ThrowsAsync<FleetApiException>(() => api.ResumeAsync("default", name, null, cancellationToken));
        Assert.Contains("raw output parameter 'message' has not been set and does not have a default value", refused.Message, StringComparison.Ordinal);
        await api.SetAsync("default", name, new NodeChange("displayName=approve") { OutputParameters = new Dictionary<string, string> { ["message"] = "Hello, world!" } }, cancellationToken);
        await api.SetAsync("default", name, new NodeChange("displayName=approve") { Message = "Test message" }, cancellationToken);
        await api.ResumeAsync("default", name, null, cancellationToken);
    }
}
