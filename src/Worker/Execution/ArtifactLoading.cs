using System.Runtime.CompilerServices;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>Brings artifacts into containers that are created and not started. Doing it again changes nothing.</summary>
internal sealed class ArtifactLoading(IContainerRuntime runtime, TaskTools tools, FileOwner? owner)
{
    /// <summary>Loads them one after another.</summary>
    /// <exception cref="ContainerRefusedException">One is not there, or cannot be unpacked.</exception>
    /// <exception cref="EngineUnavailableException">The engine did not take it.</exception>
    public async Task LoadAsync(IReadOnlyList<ArtifactInput> artifacts, IReadOnlyList<(string Id, ContainerWork Work)> containers, CancellationToken cancellationToken)
    {
        foreach (var artifact in artifacts)
        {
            try
            {
                await ArtifactPatience.UntilAnsweredAsync(() => LoadAsync(artifact, containers, cancellationToken), tools, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException or ContainerRefusedException)
            {
                throw new ContainerRefusedException($"artifact {artifact.Name} failed to load: {error.Message}", error);
            }
        }
    }

    private async Task<bool> LoadAsync(ArtifactInput artifact, IReadOnlyList<(string Id, ContainerWork Work)> containers, CancellationToken cancellationToken)
    {
        if (!artifact.Path.StartsWith('/') || artifact.Path.TrimEnd('/').Length == 0)
            throw new ArtifactRefusedException($"its path '{artifact.Path}' is not absolute, or the root; write it from the root of the container, e.g. /tmp/input");
        return await new ArtifactOpening(tools).UseAsync(artifact, async content =>
        {
            foreach (var container in containers)
                await CopyAsync(container, artifact, content, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync((string Id, ContainerWork Work) container, ArtifactInput artifact, ArtifactContent content, CancellationToken cancellationToken)
    {
        var folder = runtime.InputFolder(container.Work, artifact.Path);
        Exception? fault = null;
        var archive = FedStream.Of(async output =>
        {
            try
            {
                await TarOutput.WriteAsync(ItemsAsync(artifact, content, cancellationToken), artifact.Path[folder.Length..].Trim('/'), output, tools.Time.GetUtcNow(), cancellationToken, owner?.User ?? 0, owner?.Group ?? 0).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                fault = error;
                throw;
            }
        });
        await using (archive.ConfigureAwait(false))
        {
            try
            {
                await runtime.CopyInAsync(container.Id, folder, archive, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (fault is ArtifactRefusedException or StoreUnavailableException)
            {
                // The engine only tells that the archive broke off.
                throw fault;
            }
        }
    }

    private static async IAsyncEnumerable<ArchiveItem> ItemsAsync(ArtifactInput artifact, ArtifactContent content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in content.ItemsAsync(cancellationToken).ConfigureAwait(false))
            yield return artifact.Mode is { } mode && (artifact.RecurseMode || item.Name.Length == 0) && item.Kind != ArchiveItemKind.Link ? item with { Mode = mode } : item;
    }
}
