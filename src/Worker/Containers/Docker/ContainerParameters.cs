using System.Globalization;
using Docker.DotNet.Models;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Turns a <see cref="ContainerSpec"/> into the engine's terms.</summary>
internal static class ContainerParameters
{
    private const double NanosPerCore = 1e9;
    private const double LeastCores = 0.01;

    /// <summary>Parameters of the create call.</summary>
    /// <param name="spec">What to create.</param>
    /// <param name="options">The runtime's settings.</param>
    /// <param name="engineCores">Cores of the engine: it refuses a higher limit, where Kubernetes would just not reach it.</param>
    /// <exception cref="ContainerRefusedException">The operator does not allow it.</exception>
    public static CreateContainerParameters Of(ContainerSpec spec, DockerRuntimeOptions options, double engineCores)
    {
        var work = spec.Work;
        Check(spec, options);
        // The library's annotations forbid null where the engine's own default is meant: hence the exclamation marks.
        return new CreateContainerParameters
        {
            Name = spec.Name,
            Image = work.Image,
            // Kubernetes' rule: command replaces ENTRYPOINT and drops CMD, args replace CMD. The engine drops CMD by itself when it is given an entrypoint.
            Entrypoint = work.Command is { Count: > 0 } command ? [.. command] : null!,
            Cmd = work.Args is { } args ? [.. args] : null!,
            Env = [.. work.Env.Select(variable => $"{variable.Name}={variable.Value}")],
            WorkingDir = work.WorkingDir!,
            User = work.User!,
            Tty = work.Tty,
            Labels = Labels(spec),
            HostConfig = HostConfigOf(spec, options, engineCores),
        };
    }

    private static void Check(ContainerSpec spec, DockerRuntimeOptions options)
    {
        ContainerSecurity.Check(spec.Work, options);
        if (spec.Pod.HostNetwork && !options.AllowHostNetwork)
            throw new ContainerRefusedException($"container {spec.Work.Name} asks for the host's network, which this worker does not allow; remove hostNetwork or start the worker with --allow-host-network (FLEET_ALLOW_HOST_NETWORK)");
    }

    private static Dictionary<string, string> Labels(ContainerSpec spec)
    {
        var labels = new Dictionary<string, string>(spec.Pod.Labels, StringComparer.Ordinal);
        foreach (var (name, value) in spec.Labels)
            labels[name] = value;
        return labels;
    }

    private static HostConfig HostConfigOf(ContainerSpec spec, DockerRuntimeOptions options, double engineCores)
    {
        var work = spec.Work;
        var host = new HostConfig
        {
            NetworkMode = spec.NetworkOf is { } owner ? "container:" + owner : spec.Pod.HostNetwork ? "host" : options.Network,
            Privileged = work.Privileged,
            Init = options.Init && spec.Work != PauseImage.Container,
            Mounts = [.. work.Mounts.Where(mount => VolumeFiles.Of(mount, spec) is null).Select(mount => options.HostPaths.SourceOf(mount, spec) is { } path ? BindOf(mount, path) : MountOf(mount, spec)), .. WritableFolders.Added(work, spec.Inputs).Select(folder => new Mount { Type = "volume", Target = folder })],
            LogConfig = new LogConfig
            {
                Type = options.LogDriver,
                Config = new Dictionary<string, string> { ["max-size"] = options.LogFileSize, ["max-file"] = options.LogFiles.ToString(CultureInfo.InvariantCulture) },
            },
        };
        ContainerSecurity.Apply(host, work);
        if (spec.Pod.Groups.Count > 0 && spec.Work != PauseImage.Container)
            host.GroupAdd = [.. spec.Pod.Groups.Select(group => group.ToString(CultureInfo.InvariantCulture))];
        if (work.Retries > 0)
            host.RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.OnFailure, MaximumRetryCount = work.Retries };
        if (work.CpuLimit is { } cores)
            host.NanoCPUs = (long)(Math.Clamp(cores, LeastCores, engineCores) * NanosPerCore);
        if (work.MemoryLimit is { } bytes)
        {
            host.Memory = bytes;
            host.MemorySwap = bytes; // No swap beyond the limit, as in Kubernetes.
        }
        if (spec.NetworkOf is null)
        {
            // A container in another one's network has that one's names.
            host.ExtraHosts = [.. spec.Pod.ExtraHosts];
            host.DNS = [.. spec.Pod.Dns];
            host.DNSSearch = [.. spec.Pod.DnsSearches];
            host.DNSOptions = [.. spec.Pod.DnsOptions];
        }
        return host;
    }

    private static Mount BindOf(MountWork mount, string path) => new() { Type = "bind", Source = path, Target = mount.MountPath, ReadOnly = mount.ReadOnly };

    private static Mount MountOf(MountWork mount, ContainerSpec spec) => new()
    {
        Type = "volume",
        Source = spec.Volumes.TryGetValue(mount.Volume, out var volume)
            ? volume.Length > 0 ? volume : null!
            : throw new ContainerRefusedException($"container {spec.Work.Name} mounts volume \"{mount.Volume}\", which its pod does not have"),
        Target = mount.MountPath,
        ReadOnly = mount.ReadOnly,
        VolumeOptions = new VolumeOptions
        {
            Subpath = mount.SubPath.Length > 0 ? mount.SubPath : null!,
            // An empty volume is empty: the engine would copy what the image has there.
            NoCopy = true,
            // Only of one that is not there yet.
            Labels = spec.VolumeLabels is { } labels ? new Dictionary<string, string>(labels) : null!,
        },
    };

    /// <summary>It mounts one of the directories that go with the pod.</summary>
    public static bool IsEmptyDirectory(MountWork mount, ContainerSpec spec) => spec.Pod.Volumes.Any(volume => volume.Name == mount.Volume && volume is { Claim: null, Files: null, HostPath: null });

    /// <summary>It mounts the volume of one of the workflow's own claims.</summary>
    public static bool IsOwnClaim(MountWork mount, ContainerSpec spec) => spec.Pod.Volumes.Any(volume => volume.Name == mount.Volume && volume.Own);
}
