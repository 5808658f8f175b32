using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Artifacts.AzureBlob;
using Fleet.Artifacts.S3;
using Fleet.Conformance.Tests.E2e;
using Fleet.Conformance.Tests.E2e.Checks;
using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Examples.Checks;
using Fleet.Conformance.Tests.Running;
using Fleet.EndToEnd.Tests;
using Fleet.Workflows.Spec;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>Argo's artifact examples once more, in namespaces whose artifacts go to an object store: their ConfigMap <c>artifact-repositories</c> says so, with the keys in a Secret. And those that name a store themselves.</summary>
public sealed class ObjectStoreTests(RunHost host)
{
    private const string OnS3 = "on-s3";
    private const string OnAzure = "on-azure";

    [Theory]
    [InlineData(OnS3, "archive-location", "artifact-passing", "artifact-disable-archive", "artifact-path-placeholders", "conditional-artifacts", "dag-conditional-artifacts", "global-outputs", "key-only-artifact", "nested-workflow")]
    [InlineData(OnAzure, "artifact-passing", "artifact-disable-archive", "key-only-artifact")]
    public async Task Run_ArgosExamples_EndAsTheirLinesSay(string space, params string[] files)
    {
        Part.NeedsEngine();
        IArtifactStore store = space == OnS3 ? await PrepareS3Async(space) : await PrepareAzureAsync(space);
        var checks = ArtifactChecks.All.Where(check => files.Contains(check.File)).ToList();
        Assert.Equal(files.Length, checks.Count);

        await Task.WhenAll(checks.Select(check => host.QueueAsync(check.Pace, () => RunAsync(check, space, store))));
        (store as IDisposable)?.Dispose();
    }

    [Fact]
    public async Task Run_ArgosOwnTests_EndAsTheirLinesSay()
    {
        Part.NeedsEngine();
        const string Own = OnS3 + "-e2e";
        using var store = await PrepareS3Async(Own);
        string[] ids =
        [
            "artifacts/TestOutputOnInput", "functional/TestArchiveStrategies", "functional/TestOptionalOutputArtifacts", "file/functional/artifact-input-output-samedir.yaml",
            "file/functional/nested-dag-outputs.yaml", "file/functional/output-input-artifact-optional.yaml",
        ];
        var checks = ArtifactLineChecks.All.Where(check => ids.Contains(check.Id)).ToList();
        Assert.Equal(ids.Length, checks.Count);

        await Task.WhenAll(checks.Select(check => host.QueueAsync(check.Pace, () => RunAsync(check, Own, store))));
    }

    [Fact]
    public async Task Run_AzureExamples_StoreABlob_AndReadWhatLiesBelowAKey()
    {
        Part.NeedsEngine();
        const string Own = OnAzure + "-named";
        var store = await PrepareAzureAsync(Own);
        string Named(string file) => ExampleLine.All[$"examples/{file}.yaml"].Text
            .Replace("https://myazurestorageaccountname.blob.core.windows.net", AzurePart.Endpoint, StringComparison.Ordinal).Replace("container: my-container", $"container: {AzurePart.Container(Own)}", StringComparison.Ordinal);

        var stored = await host.QueueAsync(Pace.Short, () => host.RunAsync(new RunRequest(Own, Named("output-artifact-azure"))));
        var read = await host.QueueAsync(Pace.Short, () => host.RunAsync(new RunRequest(Own, Named("input-artifact-azure"))));

        Assert.True(stored.Phase == "Succeeded" && read.Phase == "Succeeded", $"{stored.Workflow.GetProperty("status")}\n{read.Workflow.GetProperty("status")}");
        Assert.True(await store.ExistsAsync("path/in/container/hello_world.txt.tgz", host.Ended));
        Assert.Contains("hello_world.txt.tgz", read.Log(read.Root), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DataTransformations_MakesATaskOfEachKeyThatFits()
    {
        Part.NeedsEngine();
        const string Own = OnS3 + "-listed";
        var store = await PrepareS3Async(Own);
        foreach (var key in (string[])["a/main.log", "b/main.log", "c/other.txt"])
            await store.PutAsync(key, new MemoryStream(System.Text.Encoding.UTF8.GetBytes("log of " + key)), host.Ended);

        var run = await host.QueueAsync(Pace.Short, () => host.RunAsync(new RunRequest(Own, ExampleLine.All["examples/data-transformations.yaml"].Text)));

        Assert.True(run.Phase == "Succeeded", run.Workflow.GetProperty("status").ToString());
        Assert.Equal("""["a/main.log","b/main.log"]""", run["list-log-files"].Result);
        store.Dispose();
        Assert.Equal(["a/main.log\nlog of a/main.log", "b/main.log\nlog of b/main.log"], run.Pods.Where(pod => pod.Name.Contains("process-logs", StringComparison.Ordinal)).Select(run.Log).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_InputsFromGcsAndOss_AreReadByTheirS3Interface()
    {
        Part.NeedsEngine();
        const string Own = OnS3 + "-named";
        var named = $"fleet-{Guid.NewGuid():N}";
        using var store = await PrepareS3Async(Own, named);
        await store.PutAsync("path/in/bucket", new MemoryStream("of Google"u8.ToArray()), host.Ended);
        await store.PutAsync("test/mydirectory/deep/file", new MemoryStream("of Alibaba"u8.ToArray()), host.Ended);
        // What Google's own libraries read to find another server, and an account that this one takes.
        Environment.SetEnvironmentVariable("STORAGE_EMULATOR_HOST", $"http://{S3Part.Address}");
        await CreateAsync(Own, $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: my-gcs-credentials}
            stringData: {serviceAccountKey: '{{S3Part.GoogleKey($"{host.Backing}/token-of/{Uri.EscapeDataString(S3Part.Keys.Secret)}")}}'}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: my-oss-credentials}
            stringData: {accessKey: {{S3Part.Keys.Access}}, secretKey: "{{S3Part.Keys.Secret}}"}
            """);
        async Task<ExampleRun> Run(string file, string bucket, Func<string, string> change) => await host.QueueAsync(Pace.Short, () => host.RunAsync(new RunRequest(Own,
            change(ExampleLine.All[$"examples/{file}.yaml"].Text).Replace($"bucket: {bucket}", $"bucket: {named}", StringComparison.Ordinal).Replace("ls -l /my-artifact", "ls -lR /my-artifact", StringComparison.Ordinal))));

        var runs = await Task.WhenAll(
            Run("input-artifact-gcs", "my-bucket-name", text => text),
            Run("input-artifact-oss", "test-bucket-name", text => text.Replace("oss-cn-hangzhou-zmf.aliyuncs.com", S3Part.Address, StringComparison.Ordinal)));

        Assert.All(runs, run => Assert.True(run.Phase == "Succeeded", run.Workflow.GetProperty("status").ToString()));
        Assert.Contains("/my-artifact", runs[0].Log(runs[0].Root), StringComparison.Ordinal);
        Assert.Contains("/my-artifact/deep", runs[1].Log(runs[1].Root), StringComparison.Ordinal);
    }

    private async Task<bool> RunAsync(ExampleCheck check, string space, IArtifactStore store)
    {
        var run = await host.RunAsync(new RunRequest(space, ExampleLine.All[check.Line].Text));
        Assert.True(ExampleLine.All[check.Line].Phases.Contains(run.Phase), $"{check.File}: {run.Phase}\n{run.Workflow.GetProperty("status")}");

        await CheckAsync(run, store, check.Check);
        return true;
    }

    private async Task<bool> RunAsync(E2eCheck check, string space, IArtifactStore store)
    {
        var line = E2eLine.All[check.Id];
        var run = await host.RunAsync(new RunRequest(space, Assert.Single(line.Workflows)));
        Assert.Contains(run.Phase, line.Phases(0, 1));
        await CheckAsync(run, store, stored => check.Check([stored]));
        return true;
    }

    // The checks look at files: what the store has of the run.
    private async Task CheckAsync(ExampleRun run, IArtifactStore store, Action<ExampleRun> check)
    {
        var folder = Directory.CreateTempSubdirectory("fleet-on-a-store-");
        try
        {
            // key-only-artifact names its key itself.
            foreach (var prefix in (string[])[run.Name + "/", "my-file"])
                await CopyAsync(store, prefix, folder.FullName);
            check(run with { ArtifactFolder = folder.FullName });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task CopyAsync(IArtifactStore store, string prefix, string folder)
    {
        await foreach (var stored in store.ListAsync(prefix, host.Ended))
        {
            var path = Path.Combine(folder, stored.Key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = File.Create(path);
            await using var content = await store.OpenAsync(stored.Key, host.Ended);
            await content!.CopyToAsync(file, host.Ended);
        }
    }

    private async Task<S3ArtifactStore> PrepareS3Async(string space, string? bucket = null)
    {
        var (access, secret) = S3Part.Keys;
        var options = new S3StoreOptions { Endpoint = S3Part.Address, Insecure = true, Bucket = bucket ?? $"fleet-{Guid.NewGuid():N}", CreateBucket = true, AccessKey = access, SecretKey = secret };
        await CreateAsync(space, $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: my-minio-cred}
            stringData: {accesskey: {{access}}, secretkey: "{{secret}}"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: artifact-repositories, annotations: {workflows.argoproj.io/default-artifact-repository: default-v1} }
            data:
              default-v1: |
                s3:
                  bucket: {{options.Bucket}}
                  endpoint: {{options.Endpoint}}
                  insecure: true
                  createBucketIfNotPresent: {}
                  accessKeySecret: {name: my-minio-cred, key: accesskey}
                  secretKeySecret: {name: my-minio-cred, key: secretkey}
            """);
        return new S3ArtifactStore(options);
    }

    private async Task<AzureArtifactStore> PrepareAzureAsync(string space)
    {
        var options = await AzurePart.CreateAsync(space, host.Ended);
        await CreateAsync(space, $$$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: my-azure-credentials}
            stringData: {accountKey: "{{{options.AccountKey}}}"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: artifact-repositories, annotations: {workflows.argoproj.io/default-artifact-repository: default-v1} }
            data:
              default-v1: |
                azure:
                  endpoint: {{{options.Endpoint}}}
                  container: {{{options.Container}}}
                  blobNameFormat: "{{workflow.name}}/{{pod.name}}"
                  accountKeySecret: {name: my-azure-credentials, key: accountKey}
            """);
        return new AzureArtifactStore(options);
    }

    private async Task CreateAsync(string space, string text)
    {
        var resources = (await host.ApiAsync()).Resources;
        foreach (var document in WorkflowLoader.Load(text).Documents)
            await resources.CreateAsync(document.Kind, space, JsonSerializer.Deserialize<JsonElement>(document.Json), host.Ended);
    }
}
