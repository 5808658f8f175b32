namespace Fleet.Artifacts;

/// <summary>A store that tells which content it has under a key without reading it.</summary>
public interface IContentVersions
{
    /// <summary>Which content is stored under a key; null: nothing is, or the store cannot tell.</summary>
    /// <exception cref="ArtifactRefusedException">The key is none, or the caller may not read it.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<ContentVersion?> VersionAsync(string key, CancellationToken cancellationToken);

    /// <summary>Opens this content and no other one; null: it is not under the key any more. Otherwise as <see cref="IArtifactStore.OpenAsync"/>.</summary>
    Task<Stream?> OpenAsync(string key, ContentVersion version, CancellationToken cancellationToken);
}
