using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Version = System.Version;

namespace Fleet.Worker.Containers.Docker;

/// <summary>
/// Follows the logs of containers, across pauses of the engine. Docker Engine before 23 (API 1.42) loses and doubles lines for who follows a log whose files it rotates: there such a log is
/// read again and again instead, without following, from the last line on.
/// </summary>
internal sealed class DockerLogs(DockerConnection connection, EngineCalls calls, EngineIdentity engine, TimeProvider time)
{
    private static readonly Version RotationApi = new(1, 42);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Frames until the container has ended and everything was read.</summary>
    public async IAsyncEnumerable<LogFrame> FollowAsync(string containerId, long sinceNanos, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resumed = new ResumedLogs(sinceNanos);
        while (true)
        {
            var container = await InspectAsync(containerId, cancellationToken);
            if (container is null)
                yield break;
            var running = container.State is { Running: true } or { Restarting: true };
            var follow = !await LosesLinesAsync(container.HostConfig?.LogConfig, cancellationToken);
            var begun = time.GetTimestamp();
            await foreach (var frame in ReadOnceAsync(containerId, container.Config?.Tty ?? false, resumed.SinceNanos, follow, cancellationToken))
            {
                if (resumed.Take(frame))
                    yield return frame;
            }
            // The stream of a running container may end before the container does (a rotation, an engine that restarts with live-restore).
            if (!running)
                yield break;
            resumed.Reopened();
            // The engine looks through all files each time: it gets time between.
            if (!follow)
                await Task.Delay(TimeSpan.FromTicks(Math.Clamp(time.GetElapsedTime(begun).Ticks * 10, ShortestPause.Ticks, LongestPause.Ticks)), time, cancellationToken);
        }
    }

    private async Task<bool> LosesLinesAsync(LogConfig? log, CancellationToken cancellationToken)
    {
        var rotates = log?.Type == "local" || (log?.Type == "json-file" && (log.Config?.TryGetValue("max-size", out var size) ?? false) && size is not ("" or "-1"));
        if (!rotates)
            return false;
        await engine.GetAsync(cancellationToken);
        return engine.Api < RotationApi;
    }

    private async IAsyncEnumerable<LogFrame> ReadOnceAsync(string containerId, bool terminal, long sinceNanos, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var what = $"read the log of container {containerId}";
        var stream = await calls.FindAsync(what, token => connection.OpenLogsAsync(containerId, sinceNanos, follow, token), cancellationToken);
        if (stream is null)
            yield break;
        await using (stream)
        {
            await using var frames = LogFrames.ReadAsync(stream, terminal, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await calls.MakeAsync(what, async _ => await frames.MoveNextAsync(), cancellationToken))
                yield return frames.Current;
        }
    }

    private async Task<global::Docker.DotNet.Models.ContainerInspectResponse?> InspectAsync(string containerId, CancellationToken cancellationToken) =>
        await calls.FindAsync($"inspect container {containerId}", token => connection.Client.Containers.InspectContainerAsync(containerId, token), cancellationToken);
}
