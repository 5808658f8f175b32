using System.Text.Json;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests;

/// <summary>The volume of a claim survives the process of <c>fleet run</c>, and goes with the workflow; artifacts go through volumes.</summary>
public sealed class ClaimTests : IDisposable
{
    private readonly FleetProcess fleet = new();
    private readonly string mark = Guid.NewGuid().ToString("N");
    private readonly string manifest = Path.Combine(Path.GetTempPath(), $"claim-{Guid.NewGuid():N}.yaml");

    public void Dispose()
    {
        fleet.Dispose();
        File.Delete(manifest);
    }

    [Fact]
    public async Task Run_KilledWhileATaskHasAClaim_GoesOnWithItsVolume_WhichIsRemovedAtTheEnd()
    {
        Part.NeedsEngine();
        await WriteAsync("exit 0", "until [ -e /w/go ]; do sleep 0.1; done");
        var run = fleet.Start("run", manifest, "--runtime", "docker", "-o", "json");
        await run.SeesAsync("write: written");
        run.Kill();
        var volume = Assert.Single(await VolumesAsync());

        run = fleet.Start("run", "--continue", "@latest", "--runtime", "docker", "-o", "json");
        await run.SeesAsync("going on with");
        await Commands.RunAsync(null, "docker", "run", "--rm", "--volume", $"{volume}:/w", "alpine:3.23", "touch", "/w/go");
        var exit = await run.EndAsync();

        Assert.True(exit == 0, $"exit {exit}\n{run.Out}\n{run.Error}");
        Assert.Equal("Succeeded", JsonSerializer.Deserialize<JsonElement>(run.Out).GetProperty("status").GetProperty("phase").GetString());
        Assert.Empty(await VolumesAsync());
    }

    [Fact]
    public async Task Run_Failed_KeepsTheVolume_UntilTheWorkflowIsDeleted()
    {
        Part.NeedsEngine();
        await WriteAsync("exit 1");

        Assert.Equal(1, (await fleet.RunAsync("run", manifest, "--runtime", "docker")).Exit);
        Assert.Single(await VolumesAsync());
        Assert.Equal(0, (await fleet.RunAsync("delete", "@latest")).Exit);
        Assert.Empty(await VolumesAsync());
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("process")]
    public async Task Artifacts_WithPathsInVolumes_GoIntoThem_AndComeOutOfThem(string runtime)
    {
        await Part.NeedsRuntimeAsync(runtime);
        await File.WriteAllTextAsync(manifest, $$$"""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {generateName: claim-}
            spec:
              entrypoint: main
              volumeClaimTemplates: [{metadata: {name: "w{{{mark}}}"}, spec: {accessModes: [ReadWriteOnce]}}]
              templates:
                - name: main
                  inputs: {artifacts: [{name: one, path: /e/sub/in.txt, raw: {data: one} }, {name: two, path: /w/deep/in.txt, raw: {data: two} }, {name: three, path: /w/out/in.txt, raw: {data: three} }] }
                  volumes: [{name: e, emptyDir: {}}]
                  initContainers: [{name: first, image: alpine:3.23, command: [sh, -c, "test $(cat /e/sub/in.txt) = one && echo init > /e/init"], mirrorVolumeMounts: true}]
                  container:
                    image: alpine:3.23
                    command: [sh, -c, "cat /e/sub/in.txt /w/deep/in.txt /e/init > /e/all; echo value > /w/value; echo more > /w/out/more"]
                    volumeMounts: [{name: e, mountPath: /e}, {name: w{{{mark}}}, mountPath: /w}]
                  outputs:
                    parameters: [{name: value, valueFrom: {path: /w/value} }]
                    artifacts: [{name: all, path: /e/all, archive: {none: {} } }, {name: out, path: /w/out}]
            """, TestContext.Current.CancellationToken);
        var artifacts = Directory.CreateTempSubdirectory("fleet-claim-").FullName;
        try
        {
            var (exit, output, error) = await fleet.RunAsync("run", manifest, "--runtime", runtime, "--artifacts", artifacts, "-o", "json");

            Assert.True(exit == 0, $"exit {exit}\n{output}\n{error}");
            var node = Assert.Single(JsonSerializer.Deserialize<JsonElement>(output).GetProperty("status").GetProperty("nodes").EnumerateObject()).Value;
            Assert.Equal("value", node.GetProperty("outputs").GetProperty("parameters")[0].GetProperty("value").GetString());
            var files = Directory.GetFiles(artifacts, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal);
            Assert.Equal(["all=onetwoinit\n", "in.txt=three", "more=more\n"], files.Select(file => $"{file.Key}={file.Value}").Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(artifacts, recursive: true);
        }
    }

    private async Task<string[]> VolumesAsync() =>
        (await Commands.RunAsync(null, "docker", "volume", "ls", "-q", "--filter", "label=fleet.claim", "--filter", $"name={mark}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private Task WriteAsync(string end, string written = "true") => File.WriteAllTextAsync(manifest, $$$"""
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: claim-}
        spec:
          entrypoint: main
          volumeClaimTemplates:
            - metadata: {name: w{{{mark}}}}
              spec: {accessModes: [ReadWriteOnce]}
          templates:
            - name: main
              steps:
                - [{name: write, template: write}]
                - [{name: read, template: read}]
            - name: write
              container: {image: alpine:3.23, command: [sh, -c, "echo kept > /w/file; echo written; {{{written}}}"], volumeMounts: [{name: w{{{mark}}}, mountPath: /w}]}
            - name: read
              container: {image: alpine:3.23, command: [sh, -c, "test $(cat /w/file) = kept && {{{end}}}"], volumeMounts: [{name: w{{{mark}}}, mountPath: /w}]}
        """, TestContext.Current.CancellationToken);
}
