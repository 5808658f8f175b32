namespace Fleet.EndToEnd.Tests;

/// <summary>Artifacts in a bucket, with nothing else told to the program than where it is.</summary>
public sealed class ObjectStoreTests : IDisposable
{
    private readonly FleetProcess fleet = new();

    public void Dispose() => fleet.Dispose();

    [Fact]
    public async Task Run_WithABucket_KeepsArtifactsThere_AndBringsThemBack()
    {
        Part.NeedsEngine();
        var server = new Uri(Part.Named("FLEET_TEST_S3"));
        var keys = server.UserInfo.Split(':');
        fleet.Variables["AWS_ACCESS_KEY_ID"] = Uri.UnescapeDataString(keys[0]);
        fleet.Variables["AWS_SECRET_ACCESS_KEY"] = Uri.UnescapeDataString(keys[1]);
        fleet.Variables["FLEET_ARTIFACT_STORE"] = $"s3://fleet-{Guid.NewGuid():N}/kept?endpoint={server.Authority}&insecure=true&createBucketIfNotPresent=true";
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
        Assert.Contains("\"key\":\"kept/in-a-bucket/in-a-bucket-make-", output.Replace("\": \"", "\":\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("given\n", await File.ReadAllTextAsync(Path.Combine(fleet.Data, "back/in-a-bucket/make/made/deep/file"), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Path.Combine(fleet.Data, "artifacts")));
        Assert.DoesNotContain(fleet.Variables["AWS_SECRET_ACCESS_KEY"], output + error, StringComparison.Ordinal);
        var (_, log, _) = await fleet.RunAsync("logs", "in-a-bucket");
        Assert.Contains("given", log, StringComparison.Ordinal);
        Assert.Contains("two", log, StringComparison.Ordinal);
        Assert.Equal(0, (await fleet.RunAsync("cp", "in-a-bucket", Path.Combine(fleet.Data, "copy"), "--path", "{templateName}")).Exit);
        Assert.Equal("given\ntwo\n", await File.ReadAllTextAsync(Path.Combine(fleet.Data, "copy/use/main.log"), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(Path.Combine(fleet.Data, "copy/make/made.tgz")));
    }
}
