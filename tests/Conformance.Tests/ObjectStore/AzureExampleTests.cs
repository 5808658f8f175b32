using Fleet.Conformance.Tests.Examples.Checks;
using Fleet.Conformance.Tests.Running;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>Argo's examples of artifacts once more, on Azure.</summary>
public sealed class AzureExampleTests(RunHost host)
{
    private readonly StoreRuns stores = new(host);

    [Fact]
    public async Task Run_ArgosExamples_EndAsTheirLinesSay()
    {
        Part.NeedsEngine();
        const string Own = "on-azure";
        var store = await stores.PrepareAzureAsync(Own);
        string[] files = ["artifact-passing", "artifact-disable-archive", "key-only-artifact"];
        var checks = ArtifactChecks.All.Where(check => files.Contains(check.File)).ToList();
        Assert.Equal(files.Length, checks.Count);

        await Task.WhenAll(checks.Select(check => host.QueueAsync(check.Pace, () => stores.RunAsync(check, Own, store))));
    }
}
