using System.Globalization;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Processes;

/// <summary>The volumes of a local process: folders of the runtime, or, for those of files, of its own box.</summary>
internal sealed class ProcessVolumes(ProcessFolder folder, HostPaths hostPaths)
{
    private const UnixFileMode EveryUser = (UnixFileMode)0b111_111_111;
    private const UnixFileMode Readable = (UnixFileMode)0b111_101_101;

    /// <summary>What a mount becomes.</summary>
    /// <exception cref="ContainerRefusedException">It cannot be had.</exception>
    public VolumeMount Of(MountWork mount, ContainerSpec spec, Rung rung, string box, int number)
    {
        if (rung == Rung.Unprotected)
            throw new ContainerRefusedException($"container {spec.Work.Name} mounts volume \"{mount.Volume}\": without a sandbox (--unprotected) nothing can be mounted");
        if (VolumeFiles.Of(mount, spec) is not null)
            return new VolumeMount(FilesAt(box, number), mount.MountPath, ReadOnly: true);
        if (hostPaths.SourceOf(mount, spec) is { } path)
        {
            return Path.Exists(path)
                ? new VolumeMount(path, mount.MountPath, mount.ReadOnly)
                : throw new ContainerRefusedException($"container {spec.Work.Name} mounts {path} of this machine (hostPath volume {mount.Volume}), which is not there");
        }

        return spec.Volumes.TryGetValue(mount.Volume, out var volume)
            ? new VolumeMount(Inside(Path.Combine(folder.Volumes, volume), mount, spec), mount.MountPath, mount.ReadOnly)
            : throw new ContainerRefusedException($"container {spec.Work.Name} mounts volume \"{mount.Volume}\", which its pod does not have");
    }

    /// <summary>Writes the files of the volumes that go with the box.</summary>
    public static async Task MakeAsync(ContainerSpec spec, string box, CancellationToken cancellationToken)
    {
        for (var number = 0; number < spec.Work.Mounts.Count; number++)
        {
            if (VolumeFiles.Of(spec.Work.Mounts[number], spec) is not { } files)
                continue;
            var root = MakeFolder(FilesAt(box, number), Readable);
            foreach (var file in files)
            {
                var at = root;
                foreach (var part in file.Path.Split('/')[..^1])
                    at = MakeFolder(Path.Combine(at, part), Readable);
                var path = Path.Combine(root, file.Path);
                await File.WriteAllBytesAsync(path, file.Content, cancellationToken);
                File.SetUnixFileMode(path, (UnixFileMode)(file.Mode & 0xFFF));
            }
        }
    }

    private static string FilesAt(string box, int number) => Path.Combine(box, string.Create(CultureInfo.InvariantCulture, $"files-{number}"));

    // A folder of the volume, made where it is missing. Tasks write to it: a link would lead out of it.
    private static string Inside(string volume, MountWork mount, ContainerSpec spec)
    {
        var at = volume;
        foreach (var part in mount.SubPath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, part);
            if (new FileInfo(at).LinkTarget is not null)
                throw new ContainerRefusedException($"container {spec.Work.Name} mounts \"{mount.SubPath}\" of volume {mount.Volume} (subPath), which a link leads out of; name the folder that it leads to");
            if (!File.Exists(at) && !Directory.Exists(at))
                MakeFolder(at, EveryUser);
        }

        return at;
    }

    private static string MakeFolder(string path, UnixFileMode mode)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }
}
