using System.Formats.Tar;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Docker;

/// <summary>The files of several volumes as one archive, for the root of a container that mounts them.</summary>
internal sealed class VolumeArchive
{
    private const UnixFileMode Readable = (UnixFileMode)0b111_101_101;

    private readonly Dictionary<string, IReadOnlyList<FileWork>> _volumes = new(StringComparer.Ordinal);

    // Kubernetes' fsGroup: it may read them all.
    private int? _group;

    /// <summary>Where they are mounted.</summary>
    public IReadOnlyCollection<string> Folders => _volumes.Keys;

    /// <summary>What a container mounts.</summary>
    public static VolumeArchive Of(ContainerSpec spec)
    {
        var archive = new VolumeArchive { _group = spec.Pod.VolumeGroup };
        foreach (var mount in spec.Work.Mounts)
        {
            if (VolumeFiles.Of(mount, spec) is { } files)
                archive._volumes[mount.MountPath.TrimEnd('/')] = files;
        }

        return archive;
    }

    /// <summary>The archive. Its folders say who may enter, the volumes' roots among them.</summary>
    public async Task<MemoryStream> WriteAsync(DateTimeOffset modified, CancellationToken cancellationToken)
    {
        var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            var made = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (folder, files) in _volumes)
            {
                var root = folder.TrimStart('/') + "/";
                await writer.WriteEntryAsync(Folder(root, modified), cancellationToken);
                foreach (var file in files)
                {
                    for (var slash = file.Path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = file.Path.IndexOf('/', slash + 1))
                    {
                        if (made.Add(root + file.Path[..slash]))
                            await writer.WriteEntryAsync(Folder(root + file.Path[..(slash + 1)], modified), cancellationToken);
                    }

                    await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, root + file.Path)
                    {
                        Mode = (UnixFileMode)(file.Mode & 0xFFF) | (_group is null ? 0 : UnixFileMode.GroupRead),
                        Gid = _group ?? 0,
                        ModificationTime = modified,
                        DataStream = new MemoryStream(file.Content, writable: false),
                    }, cancellationToken);
                }
            }
        }

        archive.Position = 0;
        return archive;
    }

    private static PaxTarEntry Folder(string name, DateTimeOffset modified) => new(TarEntryType.Directory, name) { Mode = Readable, ModificationTime = modified };
}
