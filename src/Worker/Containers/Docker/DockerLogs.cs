using System.Runtime.CompilerServices;
using Docker.DotNet;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Follows the logs of containers, across pauses of the engine.</summary>
internal sealed class DockerLogs(DockerConnection connection, EngineCalls calls)
{
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
            await foreach (var frame in ReadOnceAsync(containerId, container.Config?.Tty ?? false, resumed.SinceNanos, cancellationToken))
            {
                if (resumed.Take(frame))
                    yield return frame;
            }
            // The stream of a running container may end before the container does (a rotation, an engine that restarts with live-restore).
            if (!running)
                yield break;
            resumed.Reopened();
        }
    }

    private async IAsyncEnumerable<LogFrame> ReadOnceAsync(string containerId, bool terminal, long sinceNanos, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var what = $"read the log of container {containerId}";
        var stream = await calls.FindAsync(what, token => connection.OpenLogsAsync(containerId, sinceNanos, token), cancellationToken);
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
