using Fleet.Contracts;

namespace Fleet.Worker.Containers;

/// <summary>What a mount of a volume of files shows.</summary>
internal static class VolumeFiles
{
    /// <summary>The files by their paths below the mount point; null: it is no volume of files.</summary>
    public static IReadOnlyList<FileWork>? Of(MountWork mount, ContainerSpec spec)
    {
        if (spec.Pod.Volumes.FirstOrDefault(volume => volume.Name == mount.Volume)?.Files is not { } files)
            return null;
        var below = mount.SubPath.Trim('/');
        return below.Length == 0 ? files : [.. files.Where(file => file.Path.StartsWith(below + "/", StringComparison.Ordinal)).Select(file => file with { Path = file.Path[(below.Length + 1)..] })];
    }
}
