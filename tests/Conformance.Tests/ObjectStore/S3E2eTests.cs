using Fleet.Conformance.Tests.E2e.Checks;
using Fleet.Conformance.Tests.Running;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>Argo's own end-to-end tests of artifacts once more, on S3.</summary>
public sealed class S3E2eTests(RunHost host)
{
    private readonly StoreRuns stores = new(host);

    [Fact]
    public async Task Run_ArgosOwnTests_EndAsTheirLinesSay()
    {
        Part.NeedsEngine();
        const string Own = "on-s3-e2e";
        using var store = await stores.PrepareS3Async(Own);
        string[] ids =
        [
            "artifacts/TestOutputOnInput", "functional/TestArchiveStrategies", "functional/TestOptionalOutputArtifacts", "file/functional/artifact-input-output-samedir.yaml",
            "file/functional/nested-dag-outputs.yaml", "file/functional/output-input-artifact-optional.yaml",
        ];
        var checks = ArtifactLineChecks.All.Where(check => ids.Contains(check.Id)).ToList();
        Assert.Equal(ids.Length, checks.Count);

        await Task.WhenAll(checks.Select(check => host.QueueAsync(check.Pace, () => stores.RunAsync(check, Own, store))));
    }
}
