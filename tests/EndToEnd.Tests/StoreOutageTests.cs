using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests;

/// <summary>An object store that goes away in the middle of a workflow.</summary>
public sealed class StoreOutageTests : IDisposable
{
    private const string Waiting = "waiting for the artifact store: ";

    private readonly FleetProcess fleet = new();

    public void Dispose() => fleet.Dispose();

    [Fact]
    public async Task Store_ThatGoesAwayInTheMiddle_IsWaitedFor_AndTheWorkflowGoesOn()
    {
        await using var path = new NetworkPath(Server);
        path.Cut();
        var run = await StartAsync(path, "5m");
        await run.SeesAsync("make: " + Waiting);
        Assert.Contains($"outage[0].make is Running: {Waiting}S3 bucket ", (await fleet.RunAsync("why", "outage")).Out, StringComparison.Ordinal);
        path.Mend();

        Assert.True(await run.EndAsync() == 0, run.Out + run.Error);
        Assert.Contains("taken: made", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Waiting, (await fleet.RunAsync("get", "outage", "-o", "json")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_ThatStaysAway_EndsTheNodeInError_WithTheReason()
    {
        await using var path = new NetworkPath(Server);
        path.Cut();

        Assert.Equal(1, await (await StartAsync(path, "1s")).EndAsync());

        Assert.Matches($"(?s)\"message\": ?\"[^\"]*cannot save artifact made: S3 bucket [^\"]* at 127.0.0.1:{path.Address.Port}[^\"]*Connection refused[^\"]*asked again for 1 s", (await fleet.RunAsync("get", "outage", "-o", "json")).Out);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Uri Server => new(Part.Named("FLEET_TEST_S3"));

    // The keys are in a Secret: only the tasks know the store.
    private async Task<FleetProcess.Running> StartAsync(NetworkPath path, string patience)
    {
        var keys = Server.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        fleet.Variables["FLEET_ARTIFACT_PATIENCE"] = patience;
        fleet.Variables["FLEET_ARTIFACT_STORE"] = Path.Combine(fleet.Data, "repository.json");
        await File.WriteAllTextAsync(fleet.Variables["FLEET_ARTIFACT_STORE"], $$"""
            {"s3": {"endpoint": "{{path.Address}}", "bucket": "fleet-{{Guid.NewGuid():N}}", "insecure": true, "createBucketIfNotPresent": {},
             "accessKeySecret": {"name": "s3-keys", "key": "access"}, "secretKeySecret": {"name": "s3-keys", "key": "secret"} } }
            """, Token);
        var manifest = Path.Combine(fleet.Data, "wf.yaml");
        await File.WriteAllTextAsync(manifest, $$$"""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: outage}
            spec:
              entrypoint: main
              templates:
                - name: main
                  steps:
                    - - {name: make, template: make}
                    - - {name: take, template: take, arguments: {artifacts: [{name: in, from: "{{steps.make.outputs.artifacts.made}}"}]}}
                - name: make
                  outputs: {artifacts: [{name: made, path: /tmp/made}]}
                  container: {image: local, command: [sh, -c], args: ["echo made > /tmp/made"]}
                - name: take
                  inputs: {artifacts: [{name: in, path: /tmp/in}]}
                  container: {image: local, command: [sh, -c], args: ['echo "taken: $(cat /tmp/in)"']}
            ---
            kind: Secret
            apiVersion: v1
            metadata: {name: s3-keys}
            stringData: {access: "{{{keys[0]}}}", secret: "{{{keys[1]}}}"}
            """, Token);
        return fleet.Start("run", manifest, "--runtime", "process");
    }
}
