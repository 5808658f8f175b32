using System.Text.Json;
using Fleet.Artifacts.Host;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>A worker is killed while it stores an artifact, when it has stored a large value and has not told so, and while it fetches an artifact; then the store is away. Coordinator and worker are processes of their own, the artifact goes over HTTP.</summary>
public sealed class ArtifactKillTests(Ledger ledger) : FleetKillTest(ledger, doubled: false)
{
    private const int Bytes = 8 << 20;
    private const int ValueBytes = 100_000;

    [Fact]
    public async Task Worker_KilledInTheMiddleOfATransfer_NothingHalfIsSeen_AndTheTaskEndsRight()
    {
        var (_, api) = await StartCoordinatorAsync();
        await using var proxy = new StoreProxy(Server);
        using var store = new HttpFleetArtifactStore(Server, null, TimeProvider.System);
        Fleet.Variables["FLEET_ARTIFACT_STORE"] = proxy.Address;
        var worker = await StartWorkerAsync("w-a", 1);
        var created = await api.CreateAsync("default", JsonSerializer.Deserialize<JsonElement>(Workflow()), dryRun: false, TestContext.Current.CancellationToken);
        Uid = created.GetProperty("metadata").GetProperty("uid").GetString()!;

        await proxy.PutHeld.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Empty(await KeysAsync(store));
        worker.Kill();
        Assert.Empty(await KeysAsync(store));
        proxy.Drop();
        worker = await StartWorkerAsync("w-a", 1);

        await proxy.ValueHeld.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(ValueBytes, Assert.Single(await KeysAsync(store, Values)));
        worker.Kill();
        proxy.Drop();
        worker = await StartWorkerAsync("w-a", 1);

        await proxy.GetHeld.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(Bytes, Assert.Single(await KeysAsync(store)));
        worker.Kill();
        Assert.Empty(Directory.Exists(Kept) ? Directory.GetFiles(Kept) : []);
        proxy.IsAway = true;
        proxy.Drop();
        worker = await StartWorkerAsync("w-a", 1);
        await worker.SeesAsync("Tasks with artifacts are not taken");
        proxy.IsAway = false;

        var workflow = await EndAsync(api);
        Assert.True(workflow.GetProperty("status").GetProperty("phase").GetString() == "Succeeded", workflow.ToString());
        // The sums of what was written, and of what was read.
        var sums = workflow.GetProperty("status").GetProperty("nodes").EnumerateObject().Select(node => node.Value)
            .Where(node => node.TryGetProperty("outputs", out var outputs) && outputs.TryGetProperty("parameters", out _))
            .Select(node => node.GetProperty("outputs").GetProperty("parameters")[0].GetProperty("value").GetString()).ToArray();
        Assert.Equal(2, sums.Length);
        Assert.Single(sums.Distinct());
        Assert.Equal(Bytes, Assert.Single(await KeysAsync(store)));
        Assert.Equal(ValueBytes, Assert.Single(await KeysAsync(store, Values)));
        var large = workflow.GetProperty("status").GetProperty("nodes").EnumerateObject().Single(node => node.Value.GetProperty("displayName").GetString() == "make").Value.GetProperty("outputs").GetProperty("parameters")[1];
        Assert.Equal(new string('x', ValueBytes), large.GetProperty("value").GetString());
    }

    private const string Values = ".fleet/values/";

    private string Kept => Path.Combine(Fleet.Data, "artifact-cache", "contents");

    private string Workflow() => $$$"""
        {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "{{{Run}}}"},
         "spec": {"entrypoint": "main", "templates": [
           {"name": "main", "steps": [[{"name": "make", "template": "make"}],
             [{"name": "use", "template": "use", "arguments": {"artifacts": [{"name": "given", "from": "{{steps.make.outputs.artifacts.made}}"}]} }]]},
           {"name": "make", "container": {"image": "busybox", "command": ["sh", "-c"], "args": ["head -c {{{Bytes}}} /dev/urandom > /tmp/made; md5sum < /tmp/made > /tmp/sum; head -c {{{ValueBytes}}} /dev/zero | tr '\\0' x > /tmp/large"]},
            "outputs": {"artifacts": [{"name": "made", "path": "/tmp/made", "archive": {"none": {} } }], "parameters": [{"name": "sum", "valueFrom": {"path": "/tmp/sum"} }, {"name": "large", "valueFrom": {"path": "/tmp/large"} }]} },
           {"name": "use", "inputs": {"artifacts": [{"name": "given", "path": "/tmp/given"}]},
            "container": {"image": "busybox", "command": ["sh", "-c"], "args": ["md5sum < /tmp/given > /tmp/sum"]},
            "outputs": {"parameters": [{"name": "sum", "valueFrom": {"path": "/tmp/sum"} }]} }]} }
        """;

    // Sizes of the artifacts, or of what else begins so.
    private static async Task<List<long>> KeysAsync(HttpFleetArtifactStore store, string prefix = "")
    {
        var found = new List<long>();
        await foreach (var one in store.ListAsync(prefix, TestContext.Current.CancellationToken))
        {
            if (prefix.Length > 0 || !one.Key.StartsWith(Values, StringComparison.Ordinal)) found.Add(one.Bytes);
        }

        return found;
    }
}
