using System.Formats.Tar;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Copies files into and out of containers through the engine's archive API: nothing of the host is mounted.</summary>
internal sealed class DockerFiles(DockerConnection connection, EngineCalls calls, TimeProvider time)
{
    // os.ModeSymlink of Go's FileMode, in which the engine gives the mode.
    private const uint SymbolicLink = 1u << 27;

    // os.ModeDevice, ModeNamedPipe, ModeSocket, ModeCharDevice and ModeIrregular: no content.
    private const uint NoFile = 1u << 26 | 1u << 25 | 1u << 24 | 1u << 21 | 1u << 19;

    /// <summary>Copies files into a container that has not started.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="files">The files.</param>
    /// <param name="readOnlyRoot">Only volumes can be written: each folder is filled by itself.</param>
    /// <param name="cancellationToken">Given up.</param>
    public async Task CopyInAsync(string containerId, IReadOnlyList<FileWork> files, bool readOnlyRoot, CancellationToken cancellationToken)
    {
        if (readOnlyRoot)
        {
            foreach (var folder in files.GroupBy(file => Path.GetDirectoryName(file.Path)!))
                await CopyIntoAsync(containerId, folder.Key, [.. folder.Select(file => file with { Path = "/" + Path.GetFileName(file.Path) })], cancellationToken);
        }
        else if (files.Count > 0)
        {
            await CopyIntoAsync(containerId, "/", files, cancellationToken);
        }
    }

    private async Task CopyIntoAsync(string containerId, string folder, IReadOnlyList<FileWork> files, CancellationToken cancellationToken)
    {
        using var archive = await FileArchive.WriteAsync(files, time.GetUtcNow(), cancellationToken);
        await calls.MakeAsync($"copy files into container {containerId}",
            token => connection.Client.Containers.ExtractArchiveToContainerAsync(containerId, new CopyToContainerParameters { Path = folder }, archive, token), cancellationToken);
    }

    /// <summary>Unpacks an archive in a folder of a container that has not started; however long that takes.</summary>
    public async Task CopyInAsync(string containerId, string folder, Stream archive, CancellationToken cancellationToken)
    {
        var content = new SentContent(archive);
        // Not within the call: however the engine and its connection show it, it is not theirs.
        var fault = await calls.MakeAsync($"copy into container {containerId}", async token =>
        {
            try
            {
                await connection.UnpackAsync(containerId, folder, content, token);
                return null;
            }
            catch (Exception) when (content.Fault is { } broken)
            {
                return broken;
            }
        }, cancellationToken);
        fault?.Throw();
    }

    /// <summary>Takes away what a container that has not started has at a path: a file that is unpacked there replaces a folder with all that is in it.</summary>
    public async Task ClearAsync(string containerId, string path, CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
            await writer.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, path.Trim('/')), cancellationToken);
        archive.Position = 0;
        try
        {
            await calls.MakeAsync($"clear {path} of container {containerId}",
                token => connection.Client.Containers.ExtractArchiveToContainerAsync(containerId, new CopyToContainerParameters { Path = "/" }, archive, token), cancellationToken);
        }
        catch (ContainerRefusedException e) when (e.InnerException is DockerApiException inner && EngineCalls.MessageOf(inner).Contains("resource busy", StringComparison.OrdinalIgnoreCase))
        {
            // A volume that the image declares, there or below: all that was in it is gone, and it stays.
        }
    }

    /// <summary>Lets every user write to a folder, as to Kubernetes' empty directories; the engine makes them root's.</summary>
    public async Task OpenAsync(string containerId, string folder, CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, folder.Trim('/') + "/") { Mode = (UnixFileMode)0b111_111_111, ModificationTime = time.GetUtcNow() }, cancellationToken);
        archive.Position = 0;
        await calls.MakeAsync($"open {folder} of container {containerId}",
            token => connection.Client.Containers.ExtractArchiveToContainerAsync(containerId, new CopyToContainerParameters { Path = "/" }, archive, token), cancellationToken);
    }

    /// <summary>Permission bits of a path; null: not there.</summary>
    public async Task<UnixFileMode?> ModeAsync(string containerId, string path, CancellationToken cancellationToken)
    {
        var found = await calls.FindAsync($"look at {path} of container {containerId}",
            token => connection.Client.Containers.GetArchiveFromContainerAsync(containerId, new ContainerPathStatParameters { Path = path }, true, token), cancellationToken);
        return found is null ? null : (UnixFileMode)(found.Stat.Mode & 0b111_111_111);
    }

    /// <summary>Writes into the volumes that a container mounts for it.</summary>
    public async Task WriteAsync(string containerId, VolumeArchive content, CancellationToken cancellationToken)
    {
        using var archive = await content.WriteAsync(time.GetUtcNow(), cancellationToken);
        await calls.MakeAsync($"fill the volumes of container {containerId}",
            token => connection.Client.Containers.ExtractArchiveToContainerAsync(containerId, new CopyToContainerParameters { Path = "/" }, archive, token), cancellationToken);
    }

    /// <summary>A path as tar; null: not there. The engine resolves links inside the container's own file system.</summary>
    /// <exception cref="InvalidDataException">It is a device, socket or pipe, or lies where nothing is left.</exception>
    public async Task<Stream?> CopyOutAsync(string containerId, string path, CancellationToken cancellationToken)
    {
        await CheckLeftAsync(containerId, path, cancellationToken);
        var archive = await GetAsync(containerId, path, cancellationToken);
        if (archive is not null && (archive.Stat.Mode & SymbolicLink) != 0 && !string.IsNullOrEmpty(archive.Stat.LinkTarget))
        {
            // The archive of a link holds the link alone; the engine has resolved it to the end, within the container.
            if (archive.Stream is { } link)
                await link.DisposeAsync();
            await CheckLeftAsync(containerId, archive.Stat.LinkTarget, cancellationToken);
            archive = await GetAsync(containerId, archive.Stat.LinkTarget, cancellationToken);
        }

        if (archive is null || (archive.Stat.Mode & NoFile) == 0)
            return archive?.Stream;
        // The engine's archive of it has nothing in it that could be kept.
        if (archive.Stream is { } nothing)
            await nothing.DisposeAsync();
        throw new InvalidDataException($"{path} is a device, socket or pipe");
    }

    // The engine would tell of the image's folders there instead.
    private async Task CheckLeftAsync(string containerId, string path, CancellationToken cancellationToken)
    {
        var whole = Path.GetFullPath(path, "/").TrimEnd('/');
        if (!SystemFolders.Have(whole))
            return;
        var container = await calls.FindAsync($"inspect container {containerId}", token => connection.Client.Containers.InspectContainerAsync(containerId, token), cancellationToken);
        if (container?.Mounts?.Any(mount => (whole + "/").StartsWith(mount.Destination.TrimEnd('/') + "/", StringComparison.Ordinal)) == false)
            throw SystemFolders.NothingLeft(path);
    }

    private async Task<ContainerArchiveResponse?> GetAsync(string containerId, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.FindAsync($"copy {path} out of container {containerId}",
                token => connection.Client.Containers.GetArchiveFromContainerAsync(containerId, new ContainerPathStatParameters { Path = path }, false, token), cancellationToken);
        }
        catch (EngineUnavailableException e) when (e.InnerException is DockerApiException { StatusCode: HttpStatusCode.InternalServerError } inner && IsNoPath(EngineCalls.MessageOf(inner)))
        {
            return null;
        }
    }

    // A component that is a file, or a link that leads nowhere or in a circle, is answered as an error of the engine.
    private static bool IsNoPath(string message) =>
        message.Contains("not a directory", StringComparison.OrdinalIgnoreCase)
        || message.Contains("no such file", StringComparison.OrdinalIgnoreCase)
        || message.Contains("too many", StringComparison.OrdinalIgnoreCase);
}
