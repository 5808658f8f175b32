using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>Examples that name a bucket of Google or Alibaba: both have S3's interface.</summary>
public sealed class GcsAndOssTests(RunHost host)
{
    private readonly StoreRuns stores = new(host);

    [Fact]
    public async Task Run_InputsFromGcsAndOss_AreReadByTheirS3Interface()
    {
        Part.NeedsEngine();
        const string Own = "on-s3-named";
        var named = $"fleet-{Guid.NewGuid():N}";
        using var store = await stores.PrepareS3Async(Own, named);
        await store.PutAsync("path/in/bucket", new MemoryStream("of Google"u8.ToArray()), host.Ended);
        await store.PutAsync("test/mydirectory/deep/file", new MemoryStream("of Alibaba"u8.ToArray()), host.Ended);
        // What Google's own libraries read to find another server, and an account that this one takes.
        Environment.SetEnvironmentVariable("STORAGE_EMULATOR_HOST", $"http://{S3Part.Address}");
        await stores.CreateAsync(Own, $$"""
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
}
