using Fleet.Conformance.Tests.Examples.Checks;
using Fleet.Conformance.Tests.Running;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>Argo's examples of artifacts once more, on S3.</summary>
public sealed class S3ExampleTests(RunHost host)
{
    private readonly StoreRuns stores = new(host);

    [Fact]
    public async Task Run_ArgosExamples_EndAsTheirLinesSay()
    {
        Part.NeedsEngine();
        const string Own = "on-s3";
        using var store = await stores.PrepareS3Async(Own);
        string[] files = ["archive-location", "artifact-passing", "artifact-disable-archive", "artifact-path-placeholders", "conditional-artifacts", "dag-conditional-artifacts", "global-outputs", "key-only-artifact", "nested-workflow"];
        var checks = ArtifactChecks.All.Where(check => files.Contains(check.File)).ToList();
        Assert.Equal(files.Length, checks.Count);

        await Task.WhenAll(checks.Select(check => host.QueueAsync(check.Pace, () => stores.RunAsync(check, Own, store))));
    }
}
