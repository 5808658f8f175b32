using System.Text.RegularExpressions;
using Fleet.Contracts;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>The volumes that the containers of a pod mount: empty directories, files, and named volumes for claims.</summary>
internal static partial class VolumeBuilder
{
    /// <summary>The volumes.</summary>
    /// <exception cref="WorkException">One cannot be had.</exception>
    public static VolumeWork[] Build(WorkScope scope, TaskRequest request, IEnumerable<ContainerWork> containers)
    {
        var names = containers.SelectMany(container => container.Mounts).Select(mount => mount.Volume).Distinct().ToArray();
        if (names.Length == 0) return [];
        return [.. names.Select(name => Volume(scope, request, name))];
    }

    /// <summary>What a container mounts, checked. A single file of a volume is put into the container itself: an engine mounts folders.</summary>
    /// <exception cref="WorkException">There is no such file.</exception>
    public static ContainerWork Place(ContainerWork container, TaskRequest request, IReadOnlyList<VolumeWork> volumes)
    {
        var mounts = new List<MountWork>(container.Mounts.Count);
        var files = new List<FileWork>(container.Files);
        foreach (var mount in container.Mounts)
        {
            CheckSubPath(container, mount);
            var path = mount.SubPath.Trim('/');
            if (volumes.First(volume => volume.Name == mount.Volume).Files is not { } content || path.Length == 0)
                mounts.Add(mount with { ReadOnly = mount.ReadOnly || request.Template.Volumes.Any(volume => volume.Name == mount.Volume && volume.ClaimReadOnly) });
            else if (content.FirstOrDefault(file => file.Path == path) is not { } single)
                mounts.Add(content.Any(file => file.Path.StartsWith(path + "/", StringComparison.Ordinal)) ? mount : throw Missing(container, mount, content));
            else if (container.ReadOnlyRoot)
                throw new WorkException($"Container '{container.Name}' has a read-only root file system and mounts the single file '{path}' of volume '{mount.Volume}' (subPath), which is put there; mount the whole volume at a folder instead.");
            else
                files.Add(single with { Path = mount.MountPath });
        }

        return container.Mounts.Count == 0 ? container : container with { Mounts = mounts, Files = files };
    }

    private static void CheckSubPath(ContainerWork container, MountWork mount)
    {
        if (mount.SubPath.StartsWith('/') || mount.SubPath.Split('/').Contains(".."))
            throw new WorkException($"Container '{container.Name}' mounts '{mount.SubPath}' of volume '{mount.Volume}': a subPath is a relative path without '..'.");
    }

    private static WorkException Missing(ContainerWork container, MountWork mount, IReadOnlyList<FileWork> content) =>
        new($"Container '{container.Name}' mounts '{mount.SubPath}' of volume '{mount.Volume}' (subPath), which has no such file; it has: {string.Join(", ", content.Select(file => file.Path))}.");

    private static VolumeWork Volume(WorkScope scope, TaskRequest request, string name) => request.Template.Volumes.FirstOrDefault(volume => volume.Name == name) switch
    {
        { Sources: not null } => new VolumeWork { Name = name, Files = [.. request.Volumes.First(volume => volume.Volume == name).Files.Select(file => File(scope, file))] },
        { ClaimName: { } claim } => Claim(name, request.Claims.First(found => found.Name == claim)),
        { HostPath: { } path } => new VolumeWork { Name = name, HostPath = path },
        { EmptyDir: true } => new VolumeWork { Name = name },
        null => throw new WorkException($"A container mounts the volume '{name}', which neither the template nor the workflow has."),
        _ => throw new WorkException($"Volume '{name}' is of a kind that has no meaning here. Use emptyDir, configMap, secret or persistentVolumeClaim."),
    };

    private static FileWork File(WorkScope scope, VolumeFile file) => new(file.Path, file.Content, file.Mode)
    {
        Sealed = file.Secret is { } secret ? new Sealed(secret.Sealed, Sealed.ContextOf(scope.Namespace, secret.Name, secret.Key)) : null,
    };

    // Names that begin so are Fleet's own: volumes of pods, and of other workflows.
    private static VolumeWork Claim(string name, TaskClaim claim)
    {
        if (claim.Own is { } own)
            return VolumeName().IsMatch(own) ? new VolumeWork { Name = name, Claim = own, Own = true } : throw NotAName(claim.Name);
        if (claim.Name.StartsWith("fleet-", StringComparison.Ordinal))
            throw new WorkException($"Volume '{name}' names the claim '{claim.Name}': names that begin with 'fleet-' are those of Fleet's own volumes. Use another name.");
        return VolumeName().IsMatch(claim.Name) ? new VolumeWork { Name = name, Claim = claim.Name } : throw NotAName(claim.Name);
    }

    private static WorkException NotAName(string claim) => new($"The volume claim '{claim}' has no name for a volume: letters, digits, '_', '.' and '-', beginning with a letter or digit.");

    // Docker's rule.
    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex VolumeName();
}
