using Azure.Storage;
using Azure.Storage.Blobs;

namespace Fleet.EndToEnd.Tests;

/// <summary>Artifacts in an object store, with nothing else told to the program than where it is.</summary>
public sealed class ObjectStoreTests : IDisposable
{
    private readonly FleetProcess fleet = new();

    public void Dispose() => fleet.Dispose();

    [Fact]
    public async Task Run_WithABucket_KeepsArtifactsThere_AndBringsThemBack()
    {
        Part.NeedsEngine();
        var server = new Uri(Part.Named("FLEET_TEST_S3"));
        var (access, secret) = KeysOf(server);
        fleet.Variables["AWS_ACCESS_KEY_ID"] = access;
        fleet.Variables["AWS_SECRET_ACCESS_KEY"] = secret;
        fleet.Variables["FLEET_ARTIFACT_STORE"] = $"s3://fleet-{Guid.NewGuid():N}/kept?endpoint={server.Authority}&insecure=true&createBucketIfNotPresent=true";
        await RunAsync("\"key\":\"kept/in-a-bucket/in-a-bucket-make-", secret);
    }

    [Fact]
    public async Task Run_WithAContainerOfAzure_KeepsArtifactsThere_AndBringsThemBack()
    {
        Part.NeedsEngine();
        var server = new Uri(Part.Named("FLEET_TEST_AZURE"));
        var (account, key) = KeysOf(server);
        var (endpoint, container) = ($"{server.Scheme}://{server.Authority}/{account}", $"fleet-{Guid.NewGuid():N}");
        var client = new BlobContainerClient(new Uri($"{endpoint}/{container}"), new StorageSharedKeyCredential(account, key), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02));
        await client.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        fleet.Variables["AZURE_STORAGE_ACCOUNT"] = account;
        fleet.Variables["AZURE_STORAGE_KEY"] = key;
        fleet.Variables["FLEET_ARTIFACT_STORE"] = $"azure://{container}/kept?endpoint={endpoint}";
        await RunAsync("\"blob\":\"kept/in-a-bucket/in-a-bucket-make-", key);
    }

    private static (string Name, string Key) KeysOf(Uri server) => server.UserInfo.Split(':') is [var name, var key] ? (Uri.UnescapeDataString(name), Uri.UnescapeDataString(key)) : ("", "");

    private async Task RunAsync(string place, string secret)
    {
        var given = Path.Combine(fleet.Data, "given.txt");
        await File.WriteAllTextAsync(given, "given\n", TestContext.Current.CancellationToken);
        var manifest = Path.Combine(fleet.Data, "wf.yaml");
        await File.WriteAllTextAsync(manifest, """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: in-a-bucket}
            spec:
              entrypoint: main
              archiveLogs: true
              arguments: {artifacts: [{name: given}]}
              templates:
                - name: main
                  inputs: {artifacts: [{name: given}]}
                  steps:
                    - - {name: make, template: make, arguments: {artifacts: [{name: given, from: "{{inputs.artifacts.given}}"}]}}
                    - - {name: use, template: use, arguments: {artifacts: [{name: made, from: "{{steps.make.outputs.artifacts.made}}"}]}}
                - name: make
                  inputs: {artifacts: [{name: given, path: /given}]}
                  outputs: {artifacts: [{name: made, path: /made, archive: {none: {}}}]}
                  container: {image: "alpine:3.23", command: [sh, -c], args: ["mkdir -p /made/deep && cat /given >/made/deep/file && echo two >/made/other"]}
                - name: use
                  inputs: {artifacts: [{name: made, path: /made}]}
                  container: {image: "alpine:3.23", command: [sh, -c], args: ["cat /made/deep/file /made/other"]}
            """, TestContext.Current.CancellationToken);

        var (exit, output, error) = await fleet.RunAsync("run", manifest, "-a", $"given={given}", "--artifacts", Path.Combine(fleet.Data, "back"), "--runtime", "docker", "-o", "json");

        Assert.True(exit == 0, output + error);
        Assert.Contains(place, output.Replace("\": \"", "\":\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("given\n", await File.ReadAllTextAsync(Path.Combine(fleet.Data, "back/in-a-bucket/make/made/deep/file"), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Path.Combine(fleet.Data, "artifacts")));
        Assert.DoesNotContain(secret, output + error, StringComparison.Ordinal);
        var (_, log, _) = await fleet.RunAsync("logs", "in-a-bucket");
        Assert.Contains("given", log, StringComparison.Ordinal);
        Assert.Contains("two", log, StringComparison.Ordinal);
        Assert.Equal(0, (await fleet.RunAsync("cp", "in-a-bucket", Path.Combine(fleet.Data, "copy"), "--path", "{templateName}")).Exit);
        Assert.Equal("given\ntwo\n", await File.ReadAllTextAsync(Path.Combine(fleet.Data, "copy/use/main.log"), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(Path.Combine(fleet.Data, "copy/make/made.tgz")));
    }
}
