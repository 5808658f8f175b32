using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>Opens input artifacts, wherever they are.</summary>
internal sealed class ArtifactOpening(TaskTools tools)
{
    /// <summary>Uses an artifact's content.</summary>
    /// <returns>False: it is optional, and not there.</returns>
    /// <exception cref="ArtifactRefusedException">It is not there, broken or hostile.</exception>
    /// <exception cref="StoreUnavailableException">Its store does not answer.</exception>
    public async Task<bool> UseAsync(ArtifactInput artifact, Func<ArtifactContent, Task> use, CancellationToken cancellationToken)
    {
        if (artifact is { Key: null, Place: { } place })
            return await FetchAsync(artifact, place, use, cancellationToken).ConfigureAwait(false);
        if (await OpenAsync(artifact, cancellationToken).ConfigureAwait(false) is not { } content)
            return false;
        await use(content).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> FetchAsync(ArtifactInput artifact, ArtifactPlace place, Func<ArtifactContent, Task> use, CancellationToken cancellationToken)
    {
        var source = tools.Artifacts.Fetched(place) ?? throw new ArtifactRefusedException("its place has no key");
        try
        {
            using var fetched = await source.FetchAsync(cancellationToken).ConfigureAwait(false);
            if (fetched is null)
                return artifact.Optional ? false : throw new ArtifactRefusedException($"there is nothing ({source.Description})");
            await use(await ArtifactContent.OfPathAsync(fetched.Path, ArtifactPatience.KindOf(artifact.Archive, ArchiveKind.Detect), ArchiveLimits.Default, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            return true;
        }
        finally
        {
            (source as IDisposable)?.Dispose();
        }
    }

    private async Task<ArtifactContent?> OpenAsync(ArtifactInput artifact, CancellationToken cancellationToken)
    {
        var kind = ArtifactPatience.KindOf(artifact.Archive, ArchiveKind.Detect);
        if (artifact.Raw is { } raw)
            return await ArtifactContent.OfAsync(raw, kind, ArchiveLimits.Default, cancellationToken).ConfigureAwait(false);
        if (artifact is { Key: null, Place: null })
            return artifact.Optional ? null : throw new ArtifactRefusedException($"required artifact {artifact.Name} not supplied");
        var store = tools.Artifacts.Of(artifact.Place);
        var key = artifact.Key!;
        return await ArtifactContent.OpenAsync(store, key, kind, ArchiveLimits.Default, cancellationToken).ConfigureAwait(false)
            ?? (artifact.Optional ? null : throw new ArtifactRefusedException($"nothing is stored under the key '{key}' ({store.Description})"));
    }
}
