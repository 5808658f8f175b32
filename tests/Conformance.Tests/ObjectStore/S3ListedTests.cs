using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>The example that lists what is in a bucket.</summary>
public sealed class S3ListedTests(RunHost host)
{
    private readonly StoreRuns stores = new(host);

    [Fact]
    public async Task Run_DataTransformations_MakesATaskOfEachKeyThatFits()
    {
        Part.NeedsEngine();
        const string Own = "on-s3-listed";
        var store = await stores.PrepareS3Async(Own);
        foreach (var key in (string[])["a/main.log", "b/main.log", "c/other.txt"])
            await store.PutAsync(key, new MemoryStream(System.Text.Encoding.UTF8.GetBytes("log of " + key)), host.Ended);

        var run = await host.QueueAsync(Pace.Short, () => host.RunAsync(new RunRequest(Own, ExampleLine.All["examples/data-transformations.yaml"].Text)));

        Assert.True(run.Phase == "Succeeded", run.Workflow.GetProperty("status").ToString());
        Assert.Equal("""["a/main.log","b/main.log"]""", run["list-log-files"].Result);
        store.Dispose();
        Assert.Equal(["a/main.log\nlog of a/main.log", "b/main.log\nlog of b/main.log"], run.Pods.Where(pod => pod.Name.Contains("process-logs", StringComparison.Ordinal)).Select(run.Log).Order(StringComparer.Ordinal));
    }
}
