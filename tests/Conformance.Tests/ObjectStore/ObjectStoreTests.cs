using System.Text.Json;
using Fleet.Artifacts.S3;
using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Examples.Checks;
using Fleet.Conformance.Tests.Running;
using Fleet.EndToEnd.Tests;
using Fleet.Workflows.Spec;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>Argo's artifact examples once more, in a namespace whose artifacts go to a bucket: its ConfigMap <c>artifact-repositories</c> says so, with the keys in a Secret.</summary>
public sealed class ObjectStoreTests(RunHost host)
{
    private const string Namespace = "on-s3";
    private static readonly string[] Files = ["artifact-passing", "artifact-disable-archive", "dag-conditional-artifacts", "global-outputs", "key-only-artifact", "nested-workflow"];

    [Fact]
    public async Task Run_ArgosExamples_OnS3_EndAsTheirLinesSay()
    {
        Part.NeedsEngine();
        var store = await PrepareAsync(Namespace);
        using var client = new S3ArtifactStore(store);
        var checks = ArtifactChecks.All.Where(check => Files.Contains(check.File)).ToList();
        Assert.Equal(Files.Length, checks.Count);

        await Task.WhenAll(checks.Select(check => host.QueueAsync(check.Pace, () => RunAsync(check, client))));
    }

    [Fact]
    public async Task Run_DataTransformations_MakesATaskOfEachKeyThatFits()
    {
        Part.NeedsEngine();
        const string Own = Namespace + "-listed";
        var store = await PrepareAsync(Own);
        using var client = new S3ArtifactStore(store);
        foreach (var key in (string[])["a/main.log", "b/main.log", "c/other.txt"])
            await client.PutAsync(key, new MemoryStream(System.Text.Encoding.UTF8.GetBytes("log of " + key)), host.Ended);

        var run = await host.QueueAsync(Pace.Short, () => host.RunAsync(new RunRequest(Own, ExampleLine.All["examples/data-transformations.yaml"].Text)));

        Assert.True(run.Phase == "Succeeded", run.Workflow.GetProperty("status").ToString());
        Assert.Equal("""["a/main.log","b/main.log"]""", run["list-log-files"].Result);
        Assert.Equal(["a/main.log\nlog of a/main.log", "b/main.log\nlog of b/main.log"], run.Pods.Where(pod => pod.Name.Contains("process-logs", StringComparison.Ordinal)).Select(run.Log).Order(StringComparer.Ordinal));
    }

    private async Task<bool> RunAsync(ExampleCheck check, S3ArtifactStore store)
    {
        var run = await host.RunAsync(new RunRequest(Namespace, ExampleLine.All[check.Line].Text));
        Assert.True(ExampleLine.All[check.Line].Phases.Contains(run.Phase), $"{check.File}: {run.Phase}\n{run.Workflow.GetProperty("status")}");

        // The checks look at files: what the bucket has of this run.
        var folder = Directory.CreateTempSubdirectory("fleet-on-s3-");
        try
        {
            // key-only-artifact names its key itself.
            foreach (var prefix in (string[])[run.Name + "/", "my-file"])
                await CopyAsync(store, prefix, folder.FullName);
            check.Check(run with { ArtifactFolder = folder.FullName });
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return true;
    }

    private async Task CopyAsync(S3ArtifactStore store, string prefix, string folder)
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

    private async Task<S3StoreOptions> PrepareAsync(string space)
    {
        var (access, secret) = S3Part.Keys;
        var options = new S3StoreOptions { Endpoint = S3Part.Address, Insecure = true, Bucket = $"fleet-{Guid.NewGuid():N}", CreateBucket = true, AccessKey = access, SecretKey = secret };
        var resources = (await host.ApiAsync()).Resources;
        foreach (var document in WorkflowLoader.Load($$"""
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
            """).Documents)
            await resources.CreateAsync(document.Kind, space, JsonSerializer.Deserialize<JsonElement>(document.Json), host.Ended);
        return options;
    }
}
