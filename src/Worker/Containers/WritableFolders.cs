using Fleet.Contracts;

namespace Fleet.Worker.Containers;

/// <summary>Where a container can be written before it starts: everywhere, unless its root is read-only; then only in what it mounts, and in folders that are mounted for what is copied in.</summary>
internal static class WritableFolders
{
    /// <summary>Folders that are mounted only for what is copied into a container whose root is read-only: volumes that go with it, with what the image has there.</summary>
    /// <exception cref="ContainerRefusedException">Something is to lie at the root itself.</exception>
    public static IReadOnlyList<string> Added(ContainerWork work, IReadOnlyList<string> inputs) => !work.ReadOnlyRoot ? [] :
    [
        .. work.Files.Select(file => FolderOf(work, file.Path)).Where(folder => work.Mounts.All(mount => PathOf(mount) != folder))
            .Concat(inputs.Where(path => Mounted(work, path) is null).Select(path => FolderOf(work, path))).Distinct(),
    ];

    /// <summary>The folder to unpack in what is to lie at a path.</summary>
    public static string Of(ContainerWork work, string path) => !work.ReadOnlyRoot ? "/" : Mounted(work, path) ?? FolderOf(work, path);

    // The innermost mount that has the path.
    private static string? Mounted(ContainerWork work, string path) =>
        work.Mounts.Select(PathOf).Where(mount => path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal)).MaxBy(mount => mount.Length);

    private static string PathOf(MountWork mount) => mount.MountPath.TrimEnd('/');

    private static string FolderOf(ContainerWork work, string path) => Path.GetDirectoryName(path) is { Length: > 1 } folder
        ? folder
        : throw new ContainerRefusedException($"container {work.Name} has a read-only root (readOnlyRootFilesystem), so that nothing can be put at {path}; use a path in a folder, or mount an emptyDir");
}
