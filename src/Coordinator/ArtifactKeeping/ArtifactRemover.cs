using Fleet.Artifacts;
using Fleet.Artifacts.Values;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>Deletes artifacts from where they are, but not what another workflow may have stored meanwhile. One that is not there any more is no error.</summary>
/// <param name="workflows">Knows whose names are whose.</param>
/// <param name="own">The Fleet's own store; null: there is none here.</param>
/// <param name="places">Opens the others.</param>
/// <param name="time">Time.</param>
public sealed class ArtifactRemover(IFleetStore workflows, IArtifactStore? own, KeptPlaces places, TimeProvider time)
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(5);

    /// <summary>Deletes one.</summary>
    /// <param name="row">Where it is noted.</param>
    /// <param name="artifact">One of the row.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer: it may go later.</exception>
    public async Task<ArtifactRemoval> RemoveAsync(ArtifactGarbageRow row, KeptArtifact artifact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(artifact);
        // A name is free once its workflow is deleted, and keys are made of names. One that has come and gone since the row was written counts, too: what it has stored may be kept.
        if (artifact.Owner is { } owner && await workflows.NamesakeAsync(owner.Namespace, owner.Name, row.Workflow, GarbageRows.WrittenAt(row), cancellationToken).ConfigureAwait(false) is { } other)
            return new ArtifactRemoval(LeftTo: other);
        return new ArtifactRemoval(Stays: await RemoveAsync(artifact, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Asks the store of one something small.</summary>
    /// <returns>Why it cannot be reached within seconds; null: it answers, or is none.</returns>
    public async Task<string?> ProblemAsync(KeptArtifact artifact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        try
        {
            var store = await OpenAsync(artifact, cancellationToken).ConfigureAwait(false);
            return store is null ? null : await StoreProbe.AskAsync(store, StoreProbe.Key, Seconds, time, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactRefusedException)
        {
            // An answer, too.
            return null;
        }
    }

    // Why it stays; null: it is gone.
    private async Task<string?> RemoveAsync(KeptArtifact artifact, CancellationToken cancellationToken)
    {
        if (artifact.Key is not { } key)
            return artifact.Place is { } place ? $"nothing can be deleted at {place}" : null;
        try
        {
            var store = await OpenAsync(artifact, cancellationToken).ConfigureAwait(false);
            // Without a store no value was ever in it.
            if (store is null && key.StartsWith(ValueStore.Reserved, StringComparison.Ordinal))
                return null;
            if (store is null)
                return "this Fleet has no artifact store of its own";
            await RemoveAsync(store, key.TrimEnd('/'), SpecReader.ReadArtifact(artifact.Artifact).Archive, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ArtifactRefusedException error)
        {
            return error.Message;
        }
    }

    private async ValueTask<IArtifactStore?> OpenAsync(KeptArtifact artifact, CancellationToken cancellationToken) =>
        artifact.Place is { } place ? await places.OpenAsync(place, artifact.Secrets ?? new PlaceSecrets("", []), cancellationToken).ConfigureAwait(false) : own;

    private static async Task RemoveAsync(IArtifactStore store, string key, string? archive, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        // A folder that was not packed is one object for each file.
        if (archive?.Contains("\"none\"", StringComparison.Ordinal) is true)
            await store.DeleteBelowAsync(key, cancellationToken).ConfigureAwait(false);
    }
}
