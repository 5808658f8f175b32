using Docker.DotNet;
using Docker.DotNet.Models;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Lets every user write to the empty directories of a pod, as Kubernetes does, and to new volumes of claims; the engine makes them root's.</summary>
internal sealed class VolumeOpener(DockerClient client, EngineCalls calls, DockerFiles files)
{
    private const UnixFileMode AsTheEngineMakesIt = (UnixFileMode)0b111_101_101;

    /// <summary>Opens what a created container mounts.</summary>
    public async Task OpenAsync(string created, ContainerSpec spec, CreateContainerParameters parameters, CancellationToken cancellationToken)
    {
        var folders = await FoldersAsync(created, spec, cancellationToken);
        if (folders.Count == 0)
            return;
        if (spec.Work.ReadOnlyRoot)
        {
            await OpenBesideAsync(created, spec, parameters, folders, cancellationToken);
            return;
        }

        foreach (var folder in folders)
            await files.OpenAsync(created, folder, cancellationToken);
    }

    private async Task<List<string>> FoldersAsync(string created, ContainerSpec spec, CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        foreach (var mount in spec.Work.Mounts.Where(mount => !mount.ReadOnly && mount.SubPath.Length == 0))
        {
            // A claim is opened when it is new: what a task has made of its rights since stays.
            if (ContainerParameters.IsEmptyDirectory(mount, spec)
                || (ContainerParameters.IsOwnClaim(mount, spec) && await files.ModeAsync(created, mount.MountPath, cancellationToken) == AsTheEngineMakesIt))
                folders.Add(mount.MountPath);
        }

        return folders;
    }

    // A read-only root keeps its mount points as they are: another container that is never started opens the same volumes.
    private async Task OpenBesideAsync(string created, ContainerSpec spec, CreateContainerParameters parameters, List<string> folders, CancellationToken cancellationToken)
    {
        var mounts = (await calls.MakeAsync($"inspect container {created}", token => client.Containers.InspectContainerAsync(created, token), cancellationToken)).Mounts ?? [];
        var opener = await calls.MakeAsync($"create a container that opens the volumes of {spec.Name}", token => client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Image = spec.Work.Image,
                Entrypoint = ["none"],
                Labels = new Dictionary<string, string>(parameters.Labels!) { [ContainerLabels.Container] = "_opener" },
                HostConfig = new HostConfig
                {
                    NetworkMode = "none",
                    Mounts = [.. mounts.Where(mount => folders.Contains(mount.Destination)).Select(mount => new Mount { Type = "volume", Source = mount.Name, Target = mount.Destination, VolumeOptions = new VolumeOptions { NoCopy = true } })],
                },
            },
            token), cancellationToken);
        foreach (var folder in folders)
            await files.OpenAsync(opener.ID, folder, cancellationToken);
        await calls.FindAsync($"remove container {opener.ID}", async token =>
        {
            await client.Containers.RemoveContainerAsync(opener.ID, new ContainerRemoveParameters(), token);
            return "removed";
        }, cancellationToken);
    }
}
