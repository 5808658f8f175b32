using Fleet.Artifacts;
using Fleet.Artifacts.Values;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>Deletes artifacts from where they are. One that is not there any more is no error.</summary>
/// <param name="own">The Fleet's own store; null: there is none here.</param>
/// <param name="places">Opens the others.</param>
/// <param name="time">Time.</param>
public sealed class ArtifactRemover(IArtifactStore? own, KeptPlaces places, TimeProvider time)
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(5);

    /// <summary>Deletes one.</summary>
    /// <returns>Why it stays where it is, for good; null: it is gone.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer: it may go later.</exception>
    public async Task<string?> RemoveAsync(KeptArtifact artifact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        if (artifact.Key is not { } key)
            return artifact.Place is { } place ? $"nothing can be deleted at {place}" : null;
        try
        {
            var store = artifact.Place is { } at ? await places.OpenAsync(at, artifact.Secrets ?? new PlaceSecrets("", []), cancellationToken).ConfigureAwait(false) : own;
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

    /// <summary>Asks the store of one something small.</summary>
    /// <returns>Why it cannot be reached within seconds; null: it answers, or is none.</returns>
    public async Task<string?> ProblemAsync(KeptArtifact artifact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        try
        {
            var store = artifact.Place is { } at ? await places.OpenAsync(at, artifact.Secrets ?? new PlaceSecrets("", []), cancellationToken).ConfigureAwait(false) : own;
            return store is null ? null : await StoreProbe.AskAsync(store, StoreProbe.Key, Seconds, time, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactRefusedException)
        {
            // An answer, too.
            return null;
        }
    }

    private static async Task RemoveAsync(IArtifactStore store, string key, string? archive, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        // A folder that was not packed is one object for each file.
        if (archive?.Contains("\"none\"", StringComparison.Ordinal) is true)
            await store.DeleteBelowAsync(key, cancellationToken).ConfigureAwait(false);
    }
}
