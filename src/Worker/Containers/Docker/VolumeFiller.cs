using Docker.DotNet;
using Docker.DotNet.Models;

namespace Fleet.Worker.Containers.Docker;

/// <summary>
/// Volumes of files: anonymous ones that a container which is never started fills, and that the container which needs them takes over read-only (<c>--volumes-from</c>). They go with the
/// last container that has them; one that a dead worker left is found by its labels.
/// </summary>
internal sealed class VolumeFiller(DockerClient client, EngineCalls calls, DockerFiles files)
{
    /// <summary>Makes and fills the volumes of a container, and the container.</summary>
    /// <param name="spec">The container.</param>
    /// <param name="parameters">Its parameters: they learn where the volumes are.</param>
    /// <param name="create">Creates it.</param>
    /// <param name="cancellationToken">Given up.</param>
    /// <returns>What <paramref name="create"/> gave.</returns>
    public async Task<string> CreateAsync(ContainerSpec spec, CreateContainerParameters parameters, Func<Task<string>> create, CancellationToken cancellationToken)
    {
        var content = VolumeArchive.Of(spec);
        if (content.Folders.Count == 0)
            return await create();
        var filler = await MakeAsync(spec, parameters, content, cancellationToken);
        var created = false;
        try
        {
            await files.WriteAsync(filler, content, cancellationToken);
            parameters.HostConfig!.VolumesFrom = [filler + ":ro"];
            var id = await create();
            created = true;
            return id;
        }
        finally
        {
            // Its volumes are the created container's from here on.
            await calls.FindAsync($"remove container {filler}", async token =>
            {
                await client.Containers.RemoveContainerAsync(filler, new ContainerRemoveParameters { RemoveVolumes = !created }, token);
                return "removed";
            }, CancellationToken.None);
        }
    }

    private async Task<string> MakeAsync(ContainerSpec spec, CreateContainerParameters parameters, VolumeArchive content, CancellationToken cancellationToken) =>
        (await calls.MakeAsync($"create a container that fills the volumes of {spec.Name}", token => client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Image = spec.Work.Image,
                Entrypoint = ["none"],
                Labels = new Dictionary<string, string>(parameters.Labels!) { [ContainerLabels.Container] = "_filler" },
                HostConfig = new HostConfig
                {
                    NetworkMode = "none",
                    Mounts = [.. content.Folders.Select(folder => new Mount { Type = "volume", Target = folder, VolumeOptions = new VolumeOptions { NoCopy = true } })],
                },
            },
            token), cancellationToken)).ID;
}
