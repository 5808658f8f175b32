using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>Examples that name an Azure container themselves.</summary>
public sealed class AzureNamedTests(RunHost host)
{
    private readonly StoreRuns stores = new(host);

    [Fact]
    public async Task Run_AzureExamples_StoreABlob_AndReadWhatLiesBelowAKey()
    {
        Part.NeedsEngine();
        const string Own = "on-azure-named";
        var store = await stores.PrepareAzureAsync(Own);
        string Named(string file) => ExampleLine.All[$"examples/{file}.yaml"].Text
            .Replace("https://myazurestorageaccountname.blob.core.windows.net", AzurePart.Endpoint, StringComparison.Ordinal).Replace("container: my-container", $"container: {AzurePart.Container(Own)}", StringComparison.Ordinal);

        var (stored, read) = await host.QueueAsync(Pace.Short, async () =>
            (await host.RunAsync(new RunRequest(Own, Named("output-artifact-azure"))), await host.RunAsync(new RunRequest(Own, Named("input-artifact-azure")))));

        Assert.True(stored.Phase == "Succeeded" && read.Phase == "Succeeded", $"{stored.Workflow.GetProperty("status")}\n{read.Workflow.GetProperty("status")}");
        Assert.True(await store.ExistsAsync("path/in/container/hello_world.txt.tgz", host.Ended));
        Assert.Contains("hello_world.txt.tgz", read.Log(read.Root), StringComparison.Ordinal);
    }
}
