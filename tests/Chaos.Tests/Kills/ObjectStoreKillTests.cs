using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage;
using Azure.Storage.Blobs;
using Fleet.Artifacts;
using Fleet.Artifacts.AzureBlob;
using Fleet.Artifacts.S3;
using Fleet.EndToEnd.Tests;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>The process that stores an artifact in an object store is killed in the middle of a part; <c>--continue</c> collects what the task has left.</summary>
public sealed class ObjectStoreKillTests : IDisposable
{
    // Two parts: the other one may arrive.
    private const int Bytes = 12 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly FleetProcess _fleet = new();
    private readonly string _bucket = $"fleet-{Guid.NewGuid():N}";

    public void Dispose() => _fleet.Dispose();

    [Theory]
    [InlineData("FLEET_TEST_S3")]
    [InlineData("FLEET_TEST_AZURE")]
    public async Task Run_KilledInTheMiddleOfAnUpload_NothingHalfIsSeen_AndTheTaskEndsRight(string part)
    {
        var server = new Uri(Part.Named(part));
        var keys = server.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        var azure = part.EndsWith("AZURE", StringComparison.Ordinal);
        await using var proxy = new StoreProxy(server, azure ? $"PUT /{keys[0]}/{_bucket}/" : $"PUT /{_bucket}/");
        IArtifactStore store = azure ? await AzureAsync(server, keys, proxy) : S3(server, keys, proxy);
        using var closes = store as IDisposable;
        var run = _fleet.Start("run", await ManifestAsync(), "--runtime", "process");

        await proxy.PutHeld.WaitAsync(Patience, Token);
        Assert.Empty(await StoredAsync(store));
        run.Kill();
        Assert.Empty(await StoredAsync(store));
        proxy.Drop();
        run = _fleet.Start("run", "--continue", "half", "--runtime", "process", "-o", "json");

        var exit = await run.EndAsync();
        Assert.True(exit == 0, run.Out + run.Error);
        var one = Assert.Single(await StoredAsync(store));
        Assert.Equal(Bytes, one.Bytes);
        await using var content = (await store.OpenAsync(one.Key, Token))!;
        var outputs = JsonSerializer.Deserialize<JsonElement>(run.Out).GetProperty("status").GetProperty("nodes").EnumerateObject().Single(node => node.Value.GetProperty("type").GetString() == "Pod").Value.GetProperty("outputs");
        Assert.Equal(outputs.GetProperty("parameters")[0].GetProperty("value").GetString(), Convert.ToHexStringLower(await SHA256.HashDataAsync(content, Token)));
        Assert.Equal(Bytes, outputs.GetProperty("artifacts")[0].GetProperty("fleet").GetProperty("bytes").GetInt64());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private S3ArtifactStore S3(Uri server, string[] keys, StoreProxy proxy)
    {
        (_fleet.Variables["AWS_ACCESS_KEY_ID"], _fleet.Variables["AWS_SECRET_ACCESS_KEY"]) = (keys[0], keys[1]);
        _fleet.Variables["FLEET_ARTIFACT_STORE"] = $"s3://{_bucket}/kept?endpoint={new Uri(proxy.Address).Authority}&insecure=true&createBucketIfNotPresent=true";
        return new S3ArtifactStore(new S3StoreOptions { Endpoint = server.Authority, Bucket = _bucket, Insecure = true, CreateBucket = true, AccessKey = keys[0], SecretKey = keys[1] });
    }

    // Fleet makes no containers.
    private async Task<AzureArtifactStore> AzureAsync(Uri server, string[] keys, StoreProxy proxy)
    {
        var account = $"{server.Scheme}://{server.Authority}/{keys[0]}";
        var container = new BlobContainerClient(new Uri($"{account}/{_bucket}"), new StorageSharedKeyCredential(keys[0], keys[1]), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02));
        await container.CreateAsync(cancellationToken: Token);
        (_fleet.Variables["AZURE_STORAGE_ACCOUNT"], _fleet.Variables["AZURE_STORAGE_KEY"]) = (keys[0], keys[1]);
        _fleet.Variables["FLEET_ARTIFACT_STORE"] = $"azure://{_bucket}/kept?endpoint={proxy.Address}/{keys[0]}";
        return new AzureArtifactStore(new AzureStoreOptions { Endpoint = new Uri(account), Container = _bucket, AccountKey = keys[1] });
    }

    private async Task<string> ManifestAsync()
    {
        var manifest = Path.Combine(_fleet.Data, "half.yaml");
        await File.WriteAllTextAsync(manifest, $$"""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: half}
            spec:
              entrypoint: make
              templates:
                - name: make
                  outputs:
                    artifacts: [{name: made, path: /tmp/made, archive: {none: {} } }]
                    parameters: [{name: sum, valueFrom: {path: /tmp/sum} }]
                  container: {image: local, command: [sh, -c], args: ["head -c {{Bytes}} /dev/urandom > /tmp/made && sha256sum < /tmp/made | cut -d ' ' -f 1 > /tmp/sum"]}
            """, Token);
        return manifest;
    }

    private static async Task<List<StoredObject>> StoredAsync(IArtifactStore store)
    {
        var found = new List<StoredObject>();
        await foreach (var one in store.ListAsync("", Token)) found.Add(one);
        return found;
    }
}
