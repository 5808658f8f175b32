using System.Runtime.CompilerServices;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>Brings artifacts into containers that are created and not started. Doing it again changes nothing.</summary>
internal sealed class ArtifactLoading(IContainerRuntime runtime, TaskTools tools, FileOwner? owner)
{
    private const int LinkMode = 0b111_111_111;

    /// <summary>Loads them one after another.</summary>
    /// <param name="artifacts">The artifacts.</param>
    /// <param name="clears">A folder of one hides what the container has at its path.</param>
    /// <param name="containers">Where to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ContainerRefusedException">One is not there, or cannot be unpacked.</exception>
    /// <exception cref="EngineUnavailableException">The engine did not take it.</exception>
    public Task LoadAsync(IEnumerable<ArtifactInput> artifacts, Func<ArtifactInput, bool> clears, IReadOnlyList<(string Id, ContainerWork Work)> containers, CancellationToken cancellationToken) =>
        EachAsync(artifacts, artifact => artifact, artifact => LoadAsync(artifact, clears(artifact), containers, cancellationToken), cancellationToken);

    /// <summary>Fills volumes, each with its artifact, through a container that mounts them at its root by their own names; says what the artifacts are.</summary>
    /// <exception cref="ContainerRefusedException">One is not there, or cannot be unpacked.</exception>
    /// <exception cref="EngineUnavailableException">The engine did not take it.</exception>
    public Task FillAsync(IReadOnlyList<PodInput> inputs, Func<PodInput, string> nameOf, string container, CancellationToken cancellationToken) => EachAsync(inputs, input => input.Artifact, async input =>
        await new ArtifactOpening(tools).UseAsync(input.Artifact, content => UnpackAsync(
            container, "/", output => WriteAsync(PlacedAsync(input, nameOf(input), ItemsAsync(input.Artifact, content, cancellationToken)), "", output, cancellationToken), cancellationToken), cancellationToken).ConfigureAwait(false), cancellationToken);

    /// <summary>Puts links to artifacts in volumes where these belong.</summary>
    public async Task LinkAsync(IEnumerable<PodInput> inputs, string container, ContainerWork work, CancellationToken cancellationToken)
    {
        foreach (var input in inputs)
        {
            var folder = runtime.InputFolder(work, input.Path);
            var link = new ArchiveItem { Name = input.Path[folder.Length..].Trim('/'), Kind = ArchiveItemKind.Link, Mode = LinkMode, Target = input.LinkTarget };
            await UnpackAsync(container, folder, output => WriteAsync(AsyncEnumerable.Repeat(link, 1), "", output, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> LoadAsync(ArtifactInput artifact, bool clears, IReadOnlyList<(string Id, ContainerWork Work)> containers, CancellationToken cancellationToken)
    {
        if (!artifact.Path.StartsWith('/') || artifact.Path.TrimEnd('/').Length == 0)
            throw new ArtifactRefusedException($"its path '{artifact.Path}' is not absolute, or the root; write it from the root of the container, e.g. /tmp/input");
        return await new ArtifactOpening(tools).UseAsync(artifact, async content =>
        {
            foreach (var (id, _) in clears && content.IsFolder ? containers : [])
                await runtime.ClearAsync(id, artifact.Path, cancellationToken).ConfigureAwait(false);
            foreach (var container in containers)
                await CopyAsync(container, artifact, content, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    private Task CopyAsync((string Id, ContainerWork Work) container, ArtifactInput artifact, ArtifactContent content, CancellationToken cancellationToken)
    {
        var folder = runtime.InputFolder(container.Work, artifact.Path);
        return UnpackAsync(
            container.Id, folder, output => WriteAsync(ItemsAsync(artifact, content, cancellationToken), artifact.Path[folder.Length..].Trim('/'), output, cancellationToken), cancellationToken);
    }

    private async Task EachAsync<T>(IEnumerable<T> inputs, Func<T, ArtifactInput> artifactOf, Func<T, Task<bool>> load, CancellationToken cancellationToken)
    {
        foreach (var input in inputs)
        {
            try
            {
                await ArtifactPatience.UntilAnsweredAsync(() => load(input), StoreLook.Of(artifactOf(input), tools), tools, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException or ContainerRefusedException)
            {
                throw new ContainerRefusedException($"artifact {artifactOf(input).Name} failed to load: {error.Message}", error);
            }
            catch (IOException error)
            {
                // This host's own disk: another worker may have a better one.
                throw new EngineUnavailableException($"artifact {artifactOf(input).Name} failed to load: {error.Message}", error);
            }
        }
    }

    private async Task UnpackAsync(string container, string folder, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var archive = FedStream.Of(write);
        await using (archive.ConfigureAwait(false))
            await runtime.CopyInAsync(container, folder, archive, cancellationToken).ConfigureAwait(false);
    }

    private Task WriteAsync(IAsyncEnumerable<ArchiveItem> items, string place, Stream output, CancellationToken cancellationToken) =>
        TarOutput.WriteAsync(items, place, output, tools.Time.GetUtcNow(), cancellationToken, owner?.User ?? 0, owner?.Group ?? 0);

    // A folder is the volume's root, with its mode and owner; a file lies in it.
    private static async IAsyncEnumerable<ArchiveItem> PlacedAsync(PodInput input, string place, IAsyncEnumerable<ArchiveItem> items)
    {
        input.Kind = null;
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (input.Kind is null)
            {
                input.Kind = item.Kind == ArchiveItemKind.Folder ? PodInputKind.Folder : PodInputKind.File;
                place = input.Kind == PodInputKind.Folder ? place : $"{place}/{input.FileName}";
            }

            yield return item with { Name = item.Name.Length == 0 ? place : $"{place}/{item.Name}", Target = item.Kind == ArchiveItemKind.HardLink ? $"{place}/{item.Target}" : item.Target };
        }
    }

    private static async IAsyncEnumerable<ArchiveItem> ItemsAsync(ArtifactInput artifact, ArtifactContent content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in content.ItemsAsync(cancellationToken).ConfigureAwait(false))
            yield return artifact.Mode is { } mode && (artifact.RecurseMode || item.Name.Length == 0) && item.Kind != ArchiveItemKind.Link ? item with { Mode = mode } : item;
    }
}
