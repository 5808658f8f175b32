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
    private static readonly string[] Files = ["artifact-passing", "artifact-disable-archive", "dag-conditional-artifacts", "global-outputs", "nested-workflow"];

    [Fact]
    public async Task Run_ArgosExamples_OnS3_EndAsTheirLinesSay()
    {
        Part.NeedsEngine();
        var store = await PrepareAsync();
        using var client = new S3ArtifactStore(store);
        var checks = ArtifactChecks.All.Where(check => Files.Contains(check.File)).ToList();
        Assert.Equal(Files.Length, checks.Count);

        await Task.WhenAll(checks.Select(check => host.QueueAsync(check.Pace, () => RunAsync(check, client))));
    }

    private async Task<bool> RunAsync(ExampleCheck check, S3ArtifactStore store)
    {
        var run = await host.RunAsync(new RunRequest(Namespace, ExampleLine.All[check.Line].Text));
        Assert.True(ExampleLine.All[check.Line].Phases.Contains(run.Phase), $"{check.File}: {run.Phase}\n{run.Workflow.GetProperty("status")}");

        // The checks look at files: what the bucket has of this run.
        var folder = Directory.CreateTempSubdirectory("fleet-on-s3-");
        try
        {
            await foreach (var stored in store.ListAsync(run.Name + "/", host.Ended))
            {
                var path = Path.Combine(folder.FullName, stored.Key);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using var file = File.Create(path);
                await using var content = await store.OpenAsync(stored.Key, host.Ended);
                await content!.CopyToAsync(file, host.Ended);
            }

            check.Check(run with { ArtifactFolder = folder.FullName });
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return true;
    }

    private async Task<S3StoreOptions> PrepareAsync()
    {
        var server = new Uri(Part.Named("FLEET_TEST_S3"));
        var keys = server.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        var options = new S3StoreOptions { Endpoint = server.Authority, Insecure = true, Bucket = $"fleet-{Guid.NewGuid():N}", CreateBucket = true, AccessKey = keys[0], SecretKey = keys[1] };
        var resources = (await host.ApiAsync()).Resources;
        foreach (var document in WorkflowLoader.Load($$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: my-minio-cred}
            stringData: {accesskey: {{keys[0]}}, secretkey: "{{keys[1]}}"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: artifact-repositories, annotations: {workflows.argoproj.io/default-artifact-repository: default-v1}}
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
            await resources.CreateAsync(document.Kind, Namespace, JsonSerializer.Deserialize<JsonElement>(document.Json), host.Ended);
        return options;
    }
}
