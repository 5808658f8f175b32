using System.Security.Cryptography;

namespace Fleet.Artifacts.Values;

/// <summary>
/// Values of workflows that are too large for messages, in an artifact store: each under its digest, in a folder of its workflow. Storing one again changes nothing, so that whoever is interrupted
/// does it again.
/// </summary>
/// <param name="store">The store.</param>
public sealed class ValueStore(IArtifactStore store)
{
    /// <summary>What the keys of Fleet's own objects begin with; no artifact of a workflow lies there.</summary>
    public const string Reserved = ".fleet/";

    /// <summary>What it is and where, for messages.</summary>
    public string Description => store.Description;

    /// <summary>The folder of a workflow's values, a key with neither slash at its ends.</summary>
    /// <param name="workflow">Uid of the workflow.</param>
    public static string FolderOf(Guid workflow) => $"{Reserved}values/{workflow:D}";

    /// <summary>The digest of a value.</summary>
    /// <param name="value">Its bytes.</param>
    public static ContentDigest DigestOf(ReadOnlySpan<byte> value) => new(Convert.ToHexStringLower(SHA256.HashData(value)), value.Length);

    /// <summary>Stores a value, unless it is there.</summary>
    /// <param name="workflow">Uid of its workflow.</param>
    /// <param name="value">Its bytes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What it is found by.</returns>
    /// <exception cref="ArtifactRefusedException">The store will never take it.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<ContentDigest> PutAsync(Guid workflow, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var digest = DigestOf(value.Span);
        var key = KeyOf(workflow, digest);
        if (await store.ExistsAsync(key, cancellationToken).ConfigureAwait(false))
            return digest;
        using var content = new MemoryStream(value.ToArray(), writable: false);
        await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        return digest;
    }

    /// <summary>Whether a value is there.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<bool> HasAsync(Guid workflow, ContentDigest digest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return store.ExistsAsync(KeyOf(workflow, digest), cancellationToken);
    }

    /// <summary>Reads a value whole.</summary>
    /// <param name="workflow">Uid of its workflow.</param>
    /// <param name="digest">What it is; nothing else is given.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="ArtifactRefusedException">It is not there, or something else is.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<byte[]> ReadAsync(Guid workflow, ContentDigest digest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var key = KeyOf(workflow, digest);
        if (await store.OpenAsync(key, cancellationToken).ConfigureAwait(false) is not { } content)
            throw new ArtifactRefusedException($"nothing is stored under '{key}' ({Description}): coordinator and workers must have the same artifact store");
        await using (content.ConfigureAwait(false))
        {
            if (content.Length != digest.Bytes)
                throw Other(key);
            var bytes = new byte[digest.Bytes];
            await content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return DigestOf(bytes) == digest ? bytes : throw Other(key);
        }
    }

    private static string KeyOf(Guid workflow, ContentDigest digest) =>
        ContentDigest.OfName("sha256:" + digest.Sha256, digest.Bytes) is null ? throw new ArtifactRefusedException("a value is named by something that is no digest") : $"{FolderOf(workflow)}/{digest.Sha256}";

    private ArtifactRefusedException Other(string key) => new($"what is stored under '{key}' ({Description}) is not the value that was stored there; something else than Fleet has changed it");
}
