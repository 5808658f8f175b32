using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Fleet.Worker.Containers.Docker;

/// <summary>SIGKILL to a container. A stop without patience would be sent without its number, and the engine has patience of its own then.</summary>
internal static class ContainerKill
{
    /// <summary>Kills it; one that is not there, or does not run, is no error.</summary>
    public static Task<object?> MakeAsync(EngineCalls calls, DockerClient client, string containerId, CancellationToken cancellationToken) =>
        calls.FindAsync($"kill container {containerId}", async token =>
        {
            try
            {
                await client.Containers.KillContainerAsync(containerId, new ContainerKillParameters { Signal = "KILL" }, token);
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
            {
                // It does not run.
            }

            return (object)containerId;
        }, cancellationToken);
}
