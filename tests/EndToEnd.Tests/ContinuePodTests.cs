using System.Diagnostics;
using System.Text.Json;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests;

/// <summary>The process of <c>fleet run</c> is killed in the middle of a pod of several containers; who goes on with it starts what is still to be started, and nothing twice.</summary>
public sealed class ContinuePodTests : IDisposable
{
    private readonly FleetProcess fleet = new();
    private readonly string mark = Guid.NewGuid().ToString("N");
    private readonly string manifest = Path.Combine(Path.GetTempPath(), $"continue-pod-{Guid.NewGuid():N}.yaml");
    private Process? events;

    public void Dispose()
    {
        events?.Kill();
        events?.Dispose();
        fleet.Dispose();
        File.Delete(manifest);
    }

    [Fact]
    public async Task Run_KilledWhileAnInitContainerRuns_TheRestIsStartedOnce_AndNothingIsLeft()
    {
        Part.NeedsEngine();
        await File.WriteAllTextAsync(manifest, $$$"""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {generateName: continue-pod-}
            spec:
              entrypoint: main
              templates:
                - name: main
                  metadata: {labels: {mark: "{{{mark}}}"}}
                  volumes: [{name: w, emptyDir: {}}]
                  initContainers:
                    - {name: one, image: alpine:3.23, command: [sh, -c], args: ["echo one >> /w/ran; until [ -e /w/go ]; do sleep 0.1; done"], mirrorVolumeMounts: true}
                    - {name: two, image: alpine:3.23, command: [sh, -c], args: ["echo two >> /w/ran"], mirrorVolumeMounts: true}
                  container: {image: alpine:3.23, command: [sh, -c], args: ["until [ -e /w/side ]; do sleep 0.1; done; cat /w/ran"], volumeMounts: [{name: w, mountPath: /w}]}
                  sidecars:
                    - {name: side, image: alpine:3.23, command: [sh, -c], args: ["touch /w/side; exec sleep 1000"], mirrorVolumeMounts: true}
            """, TestContext.Current.CancellationToken);
        events = Listen();
        var run = fleet.Start("run", manifest, "--runtime", "docker", "-o", "json");
        var starts = new List<string>();
        while (starts.LastOrDefault()?.EndsWith(" one", StringComparison.Ordinal) != true)
            starts.Add(await NextAsync(events));
        run.Kill();

        run = fleet.Start("run", "--continue", "@latest", "--runtime", "docker", "-o", "json");
        await run.SeesAsync("going on with");
        await Commands.RunAsync(null, "docker", "exec", starts[^1].Split(' ')[0], "touch", "/w/go");
        var exit = await run.EndAsync();

        Assert.True(exit == 0, $"exit {exit}\n{run.Out}\n{run.Error}");
        Assert.Equal("Succeeded", JsonSerializer.Deserialize<JsonElement>(run.Out).GetProperty("status").GetProperty("phase").GetString());
        var (_, logs, _) = await fleet.RunAsync("logs", "@latest", "--no-color");
        Assert.Equal(["one", "two"], logs.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.LastIndexOf(' ') + 1)..]));
        while (starts.Count < 5)
            starts.Add(await NextAsync(events));
        Assert.Equal(["_sandbox", "main", "one", "side", "two"], starts.Select(line => line.Split(' ')[1]).Order(StringComparer.Ordinal));
        Assert.Equal("", (await Commands.RunAsync(null, "docker", "ps", "-aq", "--filter", $"label=mark={mark}")).Trim());
    }

    private Process Listen()
    {
        var info = new ProcessStartInfo("docker") { RedirectStandardOutput = true };
        var since = DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var argument in (string[])["events", "--since", since, "--filter", "type=container", "--filter", $"label=mark={mark}", "--filter", "event=start", "--format", "{{.ID}} {{index .Actor.Attributes \"fleet.container\"}}"])
            info.ArgumentList.Add(argument);
        return Process.Start(info)!;
    }

    private static async Task<string> NextAsync(Process events) =>
        await events.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("docker events ended");
}
