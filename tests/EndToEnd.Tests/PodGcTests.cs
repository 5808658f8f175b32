using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests;

/// <summary>Containers that <c>podGC</c> keeps: they survive the process of <c>fleet run</c>, are no running work, and go as told.</summary>
public sealed class PodGcTests : IAsyncDisposable
{
    private readonly FleetProcess fleet = new();
    private readonly string mark = Guid.NewGuid().ToString("N");
    private readonly string manifest = Path.Combine(Path.GetTempPath(), $"podgc-{Guid.NewGuid():N}.yaml");

    // A test that fails leaves them.
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(manifest) && await ContainersAsync() is { Length: > 0 } left)
            await Commands.RunAsync(null, "docker", ["rm", "--force", "--volumes", .. left]);
        fleet.Dispose();
        File.Delete(manifest);
    }

    [Fact]
    public async Task Run_KilledInTheMiddle_GoesOn_AndItsContainersGoWithItsEnd()
    {
        Part.NeedsEngine();
        await WriteAsync("OnWorkflowCompletion", "echo second; until [ -e /w/go ]; do sleep 0.1; done");
        var run = fleet.Start("run", manifest, "--runtime", "docker");
        await run.SeesAsync("second: second");
        run.Kill();
        Assert.Contains(await ContainersAsync(), name => name.EndsWith("main_kept", StringComparison.Ordinal));

        run = fleet.Start("run", "--continue", "@latest", "--runtime", "docker");
        await run.SeesAsync("going on with");
        await Commands.RunAsync(null, "docker", "run", "--rm", "--volume", $"{Assert.Single(await VolumesAsync())}:/w", "alpine:3.23", "touch", "/w/go");
        var exit = await run.EndAsync();

        Assert.True(exit == 0, $"exit {exit}\n{run.Out}\n{run.Error}");
        Assert.Empty(await ContainersAsync());
        Assert.Empty(await VolumesAsync());
    }

    [Fact]
    public async Task Run_Failed_KeepsItsContainers_UntilTheWorkflowIsDeleted()
    {
        Part.NeedsEngine();
        await WriteAsync("OnWorkflowSuccess", "exit 1");

        Assert.Equal(1, (await fleet.RunAsync("run", manifest, "--runtime", "docker")).Exit);
        var left = await ContainersAsync();
        Assert.Equal(4, left.Length);
        Assert.All(left, name => Assert.EndsWith("_kept", name, StringComparison.Ordinal));
        var changes = await Task.WhenAll(left.Where(name => name.EndsWith("main_kept", StringComparison.Ordinal)).Select(name => Commands.RunAsync(null, "docker", "diff", name)));
        Assert.Single(changes, text => text.Split('\n').Contains("A /file"));
        // The claim is to go with every end; the container that mounts it stays, and so it does.
        Assert.Single(await VolumesAsync());
        Assert.Equal(0, (await fleet.RunAsync("delete", "@latest")).Exit);
        Assert.Empty(await ContainersAsync());
        Assert.Empty(await VolumesAsync());
    }

    private async Task<string[]> ContainersAsync() =>
        (await Commands.RunAsync(null, "docker", "ps", "-a", "--filter", $"label=mark={mark}", "--format", "{{.Names}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string[]> VolumesAsync() =>
        (await Commands.RunAsync(null, "docker", "volume", "ls", "-q", "--filter", "label=fleet.claim", "--filter", $"name={mark}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // The first pod has a sidecar, and so a network of its own and a volume.
    private Task WriteAsync(string strategy, string end) => File.WriteAllTextAsync(manifest, $$$"""
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: podgc-}
        spec:
          entrypoint: main
          podGC: {strategy: {{{strategy}}}}
          volumeClaimGC: {strategy: OnWorkflowCompletion}
          volumeClaimTemplates: [{metadata: {name: w{{{mark}}}}, spec: {accessModes: [ReadWriteOnce]}}]
          podMetadata: {labels: {mark: "{{{mark}}}"}}
          templates:
            - name: main
              steps:
                - [{name: first, template: first}]
                - [{name: second, template: second}]
            - name: first
              volumes: [{name: e, emptyDir: {}}]
              container: {image: alpine:3.23, command: [sh, -c, "echo kept > /file"], volumeMounts: [{name: e, mountPath: /e}]}
              sidecars: [{name: beside, image: alpine:3.23, command: [sleep, "60"], mirrorVolumeMounts: true}]
            - name: second
              container: {image: alpine:3.23, command: [sh, -c, "{{{end}}}"], volumeMounts: [{name: w{{{mark}}}, mountPath: /w}]}
        """, TestContext.Current.CancellationToken);
}
