using Fleet.Contracts;

namespace Fleet.Worker.Containers;

/// <summary>Paths of the host that the operator lets workflows mount, each with what lies below it.</summary>
/// <param name="allowed">The paths, absolute; none: nothing of the host is mounted.</param>
public sealed class HostPaths(IReadOnlyList<string> allowed)
{
    /// <summary>Nothing may be mounted.</summary>
    public static HostPaths None { get; } = new([]);

    /// <summary>Where a mount of a volume <c>hostPath</c> leads; null: the volume is of another kind.</summary>
    /// <exception cref="ContainerRefusedException">The operator does not allow it.</exception>
    public string? SourceOf(MountWork mount, ContainerSpec spec)
    {
        if (spec.Pod.Volumes.FirstOrDefault(volume => volume.Name == mount.Volume)?.HostPath is not { } path)
            return null;
        var whole = Path.Join(path, mount.SubPath).TrimEnd('/');
        if (!whole.StartsWith('/') || whole.Split('/').Contains("..") || !allowed.Any(prefix => Covers(prefix.TrimEnd('/'), whole)))
        {
            throw new ContainerRefusedException(
                $"container {spec.Work.Name} mounts {path} of the host (hostPath volume {mount.Volume}), which this worker does not allow; use another volume, or start the worker with --allow-host-path (FLEET_ALLOW_HOST_PATH)");
        }

        return whole;
    }

    private static bool Covers(string prefix, string path) => path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal);
}
