using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Artifacts.AzureBlob;
using Fleet.Artifacts.S3;
using Fleet.Conformance.Tests.E2e;
using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;
using Fleet.Workflows.Spec;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>Runs in namespaces whose artifacts go to an object store: their ConfigMap <c>artifact-repositories</c> says so, with the keys in a Secret.</summary>
internal sealed class StoreRuns(RunHost host)
{
    /// <summary>Runs an example in a namespace and looks at what is stored of it.</summary>
    public async Task<bool> RunAsync(ExampleCheck check, string space, IArtifactStore store)
    {
        var run = await host.RunAsync(new RunRequest(space, ExampleLine.All[check.Line].Text));
        Assert.True(ExampleLine.All[check.Line].Phases.Contains(run.Phase), $"{check.File}: {run.Phase}\n{run.Workflow.GetProperty("status")}");

        await CheckAsync(run, store, check.Check);
        return true;
    }

    /// <summary>Runs one of Argo's end-to-end tests in a namespace and looks at what is stored of it.</summary>
    public async Task<bool> RunAsync(E2eCheck check, string space, IArtifactStore store)
    {
        var line = E2eLine.All[check.Id];
        var run = await host.RunAsync(new RunRequest(space, Assert.Single(line.Workflows)));
        Assert.Contains(run.Phase, line.Phases(0, 1));
        await CheckAsync(run, store, stored => check.Check([stored]));
        return true;
    }

    /// <summary>Makes a namespace whose artifacts go to a bucket of its own.</summary>
    public async Task<S3ArtifactStore> PrepareS3Async(string space, string? bucket = null)
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

    /// <summary>Makes a namespace whose artifacts go to a container of Azure of its own.</summary>
    public async Task<AzureArtifactStore> PrepareAzureAsync(string space)
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

    /// <summary>Stores objects in a namespace.</summary>
    public async Task CreateAsync(string space, string text)
    {
        var resources = (await host.ApiAsync()).Resources;
        foreach (var document in WorkflowLoader.Load(text).Documents)
            await resources.CreateAsync(document.Kind, space, JsonSerializer.Deserialize<JsonElement>(document.Json), host.Ended);
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
}
