using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Fleet.Artifacts.Host;

/// <summary>One object that is being read from the coordinator's store: the answer under way, and where in it.</summary>
/// <param name="store">The store.</param>
/// <param name="key">The object's key.</param>
internal sealed class HttpObject(HttpFleetArtifactStore store, string key) : IDisposable
{
    // What was read from the beginning on without a jump can be checked at its end.
    private IncrementalHash? _hash;
    private HttpResponseMessage? _response;
    private EntityTagHeaderValue? _tag;
    private Stream? _body;
    private long _at;
    private long _length;

    /// <summary>What came is not what was stored: going on makes no sense, reading it all again does.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>What the store calls its content; null: nothing.</summary>
    public string? Tag => _tag?.Tag.Trim('"');

    /// <summary>Watches a read.</summary>
    public SilenceWatch Watch(CancellationToken cancellationToken) => store.Watch(cancellationToken);

    /// <summary>Opens it.</summary>
    /// <returns>Its size; null: nothing is stored there.</returns>
    public async Task<long?> BeginAsync(CancellationToken cancellationToken)
    {
        if (await store.GetAsync(key, 0, null, cancellationToken).ConfigureAwait(false) is not { } response)
            return null;
        await TakeAsync(response, 0, cancellationToken).ConfigureAwait(false);
        _tag = response.Headers.ETag;
        _hash = HttpFleetArtifactStore.DigestOf(_tag) is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return _length = response.Content.Headers.ContentLength
            ?? throw new StoreUnavailableException($"the artifact store ({store.Description}) does not tell the size of '{key}'; see whether a proxy in between compresses or changes answers");
    }

    /// <summary>Reads from a place on.</summary>
    /// <exception cref="StoreUnavailableException">The connection broke off, or what came is damaged.</exception>
    public async ValueTask<int> ReadAsync(long from, Memory<byte> buffer, SilenceWatch silence)
    {
        if (_body is null || _at != from)
            await JumpAsync(from, silence.Token).ConfigureAwait(false);
        var read = await store.TryAsync(key, silence, async () => await _body!.ReadAsync(buffer, silence.Token).ConfigureAwait(false)).ConfigureAwait(false);
        if (read == 0 && buffer.Length > 0 && _at < _length)
            throw new StoreUnavailableException($"the artifact store ({store.Description}) broke off at byte {_at} of {_length} of '{key}'");
        _at += read;
        _hash?.AppendData(buffer.Span[..read]);
        if (_at == _length)
            CheckDigest();
        return read;
    }

    /// <summary>Lets go of the answer: the next read asks again.</summary>
    public void Drop()
    {
        _body?.Dispose();
        _response?.Dispose();
        (_body, _response) = (null, null);
    }

    public void Dispose()
    {
        Drop();
        _hash?.Dispose();
    }

    private async Task JumpAsync(long to, CancellationToken cancellationToken)
    {
        if (to != _at)
        {
            _hash?.Dispose();
            _hash = null;
        }

        Drop();
        var response = await store.GetAsync(key, to, _tag, cancellationToken).ConfigureAwait(false)
            ?? throw new ArtifactRefusedException($"'{key}' is gone from the artifact store ({store.Description}) while it was read");
        var range = response.Content.Headers.ContentRange;
        if (to > 0 && (range?.From != to || range.Length != _length))
        {
            response.Dispose();
            throw new ArtifactRefusedException($"'{key}' was replaced in the artifact store ({store.Description}) while it was read");
        }

        await TakeAsync(response, to, cancellationToken).ConfigureAwait(false);
    }

    private async Task TakeAsync(HttpResponseMessage response, long at, CancellationToken cancellationToken)
    {
        (_response, _at) = (response, at);
        _body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    private void CheckDigest()
    {
        if (_hash is null)
            return;
        var digest = Convert.ToHexStringLower(_hash.GetHashAndReset());
        _hash.Dispose();
        _hash = null;
        IsDamaged = digest != HttpFleetArtifactStore.DigestOf(_tag);
        if (IsDamaged)
            throw new StoreUnavailableException($"'{key}' arrived damaged from the artifact store ({store.Description}): its SHA-256 is {digest}");
    }
}
