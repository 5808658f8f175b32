namespace Fleet.Artifacts;

/// <summary>A store that knows what its objects are made of without reading them: equal digests are equal content.</summary>
public interface IContentDigests
{
    /// <summary>Digest and size of what is stored under a key; null: nothing is, or its digest is not known.</summary>
    /// <exception cref="ArtifactRefusedException">The key is none.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<ContentDigest?> DigestAsync(string key, CancellationToken cancellationToken);
}
