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
        var (endpoint, container, account, key) = await ContainerAsync();
        fleet.Variables["AZURE_STORAGE_ACCOUNT"] = account;
        fleet.Variables["AZURE_STORAGE_KEY"] = key;
        fleet.Variables["FLEET_ARTIFACT_STORE"] = $"azure://{container}/kept?endpoint={endpoint}";
        await RunAsync("\"blob\":\"kept/in-a-bucket/in-a-bucket-make-", key);
    }

    // A new one: Fleet makes none.
    private static async Task<(string Endpoint, string Container, string Account, string Key)> ContainerAsync()
    {
        var server = new Uri(Part.Named("FLEET_TEST_AZURE"));
        var (account, key) = KeysOf(server);
        var (endpoint, container) = ($"{server.Scheme}://{server.Authority}/{account}", $"fleet-{Guid.NewGuid():N}");
        var client = new BlobContainerClient(new Uri($"{endpoint}/{container}"), new StorageSharedKeyCredential(account, key), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02));
        await client.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        return (endpoint, container, account, key);
    }

    private static (string Name, string Key) KeysOf(Uri server) => server.UserInfo.Split(':') is [var name, var key] ? (Uri.UnescapeDataString(name), Uri.UnescapeDataString(key)) : ("", "");

    private async Task RunAsync(string place, string secret)
    {
        var given = await fleet.WriteAsync("given.txt", "given\n");
        var manifest = await fleet.WriteAsync("wf.yaml", """
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
            """);

        var (exit, output, error) = await fleet.RunAsync("run", manifest, "-a", $"given={given}", "--artifacts", Path.Combine(fleet.Data, "back"), "--runtime", "docker", "-o", "json");

        Assert.True(exit == 0, output + error);
        Assert.Contains(place, output.Replace("\": \"", "\":\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Matches("\"fleet\":\\s*{\\s*\"bytes\":\\s*10\\s*}", output);
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

    [Fact]
    public async Task KeysInSecrets_CountForWhatTheProcessItselfDoes()
    {
        var server = new Uri(Part.Named("FLEET_TEST_S3"));
        var (access, secret) = KeysOf(server);
        await WithKeysInSecretsAsync(
            $$"""
            {"archiveLogs": true, "s3": {"endpoint": "{{server.Authority}}", "bucket": "fleet-{{Guid.NewGuid():N}}", "insecure": true, "createBucketIfNotPresent": {},
             "accessKeySecret": {"name": "store-keys", "key": "access"}, "secretKeySecret": {"name": "store-keys", "key": "secret"} } }
            """,
            access,
            secret);
    }

    [Fact]
    public async Task KeysInSecrets_OfAzure_CountForWhatTheProcessItselfDoes()
    {
        var (endpoint, container, account, key) = await ContainerAsync();
        await WithKeysInSecretsAsync(
            $$"""
            {"archiveLogs": true, "azure": {"endpoint": "{{endpoint}}", "container": "{{container}}",
             "accountKeySecret": {"name": "store-keys", "key": "secret"} } }
            """,
            account,
            key);
    }

    private async Task WithKeysInSecretsAsync(string repository, string access, string secret)
    {
        var store = await fleet.WriteAsync("repository.json", repository);
        var given = await fleet.WriteAsync("given.txt", "given\n");
        var keysOf = await fleet.WriteAsync("keys.yaml", $$"""
            kind: Secret
            apiVersion: v1
            metadata: {name: store-keys}
            stringData: {access: "{{access}}", secret: "{{secret}}"}
            """);
        var manifest = await fleet.WriteAsync("wf.yaml", """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: closed}
            spec:
              entrypoint: main
              arguments: {artifacts: [{name: given}]}
              artifactGC: {strategy: Never}
              templates:
                - name: main
                  inputs: {artifacts: [{name: given, path: /tmp/given}]}
                  outputs:
                    artifacts:
                    - {name: made, path: /tmp/made, archive: {none: {}}}
                    - {name: early, path: /tmp/made, artifactGC: {strategy: OnWorkflowCompletion}}
                  container: {image: local, command: [sh, -c], args: ["cat /tmp/given | tee /tmp/made"]}
            """);

        // What comes with the workflow in its file: where its artifacts are, and the keys.
        var own = await fleet.WriteAsync("own.yaml", $$"""
            {{await File.ReadAllTextAsync(manifest, Token)}}
            ---
            kind: ConfigMap
            apiVersion: v1
            metadata: {name: artifact-repositories, annotations: {workflows.argoproj.io/default-artifact-repository: ours} }
            data:
              ours: |
                {{repository.ReplaceLineEndings("\n    ")}}
            ---
            {{await File.ReadAllTextAsync(keysOf, Token)}}
            """);
        var (exit, output, error) = await fleet.RunAsync("run", own, "-a", $"given={given}", "--artifacts", Path.Combine(fleet.Data, "back"), "--runtime", "process", "-o", "json");
        Assert.True(exit == 0, output + error);
        await CheckAsync(output + error);

        // What the task has taken was fetched into the data folder's cache; behind it is its SHA-256.
        var kept = await File.ReadAllBytesAsync(Directory.GetFiles(Path.Combine(fleet.Data, "artifact-cache", "contents")).Single(), Token);
        Assert.Equal("given\n"u8.ToArray(), kept[..^32]);

        // The keys that are stored in the namespace, at a server.
        Assert.Equal(0, (await fleet.RunAsync("apply", "-f", keysOf)).Exit);
        var running = fleet.Start("server", "--listen", "http://127.0.0.1:0", "--runtime", "process", "--artifact-store", store);
        await running.SeesAsync("find it by themselves");
        (exit, output, error) = await fleet.RunAsync("run", manifest, "-a", $"given={given}", "--artifacts", Path.Combine(fleet.Data, "back"), "-o", "json");
        Assert.True(exit == 0, output + error);
        await CheckAsync(output + error);
        // Those in the file count there, too: they are in no namespace.
        await File.WriteAllTextAsync(own, (await File.ReadAllTextAsync(own, Token)).Replace("store-keys", "file-keys", StringComparison.Ordinal), Token);
        (exit, output, error) = await fleet.RunAsync("run", own, "-a", $"given={given}", "--artifacts", Path.Combine(fleet.Data, "back"), "-o", "json");
        Assert.True(exit == 0, output + error);
        await CheckAsync(output + error);
        running.Terminate();
        await running.EndAsync();
        Assert.DoesNotContain(secret, running.Out + running.Error, StringComparison.Ordinal);
        Assert.All(new DirectoryInfo(fleet.Data).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.LinkTarget is null && file.Name is not ("keys.yaml" or "own.yaml")),
            file => Assert.Equal(-1, File.ReadAllBytes(file.FullName).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret))));

        async Task CheckAsync(string said)
        {
            const string name = "closed";
            Assert.Equal("given\n", await File.ReadAllTextAsync(Path.Combine(fleet.Data, "back", name, name, "made"), Token));
            Assert.False(Directory.Exists(Path.Combine(fleet.Data, "artifacts")));
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
            var (_, log, _) = await fleet.RunAsync("logs", name);
            Assert.Contains("given", log, StringComparison.Ordinal);
            var copy = await fleet.RunAsync("cp", name, Path.Combine(fleet.Data, "copy"), "--path", name, "--artifact-name", "made");
            Assert.True(copy.Exit == 0, copy.Error);
            Assert.Equal("given\n", await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(fleet.Data, "copy", name)).Single(), Token));
            // A server deletes it beside everything else.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
            patience.CancelAfter(TimeSpan.FromMinutes(2));
            while (!(await fleet.RunAsync("get", name, "-o", "json")).Out.Replace(" ", "", StringComparison.Ordinal).Contains("\"deleted\":true", StringComparison.Ordinal))
                patience.Token.ThrowIfCancellationRequested();
            Assert.Equal(0, (await fleet.RunAsync("delete", name)).Exit);
            Directory.Delete(Path.Combine(fleet.Data, "back"), recursive: true);
            Directory.Delete(Path.Combine(fleet.Data, "copy"), recursive: true);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
