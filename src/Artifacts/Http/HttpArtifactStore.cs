using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Places;

namespace Fleet.Artifacts.Http;

/// <summary>
/// An artifact at a URL: read by GET, written by PUT. It has one key, <see cref="Key"/>, which is the URL; what lies below it (a folder that is not packed) goes below the URL. Whether what is written is seen
/// whole or not at all is the server's business.
/// </summary>
public sealed class HttpArtifactStore : IArtifactStore, IFetchedPlace, IDisposable
{
    /// <summary>The key of the URL itself.</summary>
    public const string Key = "url";

    private const int BufferBytes = 128 * 1024;

    private readonly HttpStoreOptions _options;
    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly SilenceLimit _silence;

    /// <param name="options">Which URL, and how it is called.</param>
    /// <param name="connect">Opens connections; null: as usual.</param>
    /// <param name="time">Tells the age of what is left over, and how long the server is silent.</param>
    /// <param name="patience">How long whoever calls asks again; null: for long. A server that is silent has no more (<see cref="SilenceLimit"/>).</param>
    /// <exception cref="ArtifactRefusedException">The client's certificate is none.</exception>
    public HttpArtifactStore(HttpStoreOptions options, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect, TimeProvider time, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _silence = SilenceLimit.Of(patience, time);
        // What another server may not know is not sent on to it: redirects of this client leave Authorization out.
        // As Go's client does for Argo: gzip on the way is taken off, unless the workflow asks for an encoding itself.
        var unpacks = !options.Headers.Any(header => header.Key.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase));
        var handler = new SocketsHttpHandler { ConnectCallback = connect, UseCookies = false, AutomaticDecompression = unpacks ? DecompressionMethods.GZip : DecompressionMethods.None, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (options.ClientCertificate is { } certificate)
            handler.SslOptions.ClientCertificates = [ReadCertificate(certificate, options.ClientKey)];
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc cref="IArtifactStore.Description" />
    public string Description => _options.ToString();

    /// <inheritdoc />
    public async Task<FetchedArtifact?> FetchAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(_ => new HttpRequestMessage(HttpMethod.Get, _options.Url), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        Check(response);
        var fetched = FetchedArtifact.Create(_time);
        try
        {
            var file = new FileStream(fetched.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
                await TryAsync(() => CopyAsync(response, file, cancellationToken), cancellationToken).ConfigureAwait(false);
            return fetched;
        }
        catch
        {
            fetched.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var url = UrlOf(key);
        // Of a known length, which many servers insist on, and so that a redirect or a new token can send it again.
        var local = await LocalCopy.OfAsync(content, cancellationToken).ConfigureAwait(false);
        await using var copy = (local == content ? Stream.Null : local).ConfigureAwait(false);
        using var response = await SendAsync(
            silence =>
            {
                local.Position = 0;
                return new HttpRequestMessage(HttpMethod.Put, url) { Content = new StreamContent(new Unclosed(local, silence.Resume), BufferBytes) { Headers = { ContentLength = local.Length } } };
            },
            cancellationToken).ConfigureAwait(false);
        Check(response);
    }

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var url = UrlOf(key);
        using var response = await SendAsync(_ => new HttpRequestMessage(HttpMethod.Get, url), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        Check(response);
        return await LocalCopy.OfAsync(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
    {
        var url = UrlOf(key);
        using var response = await SendAsync(_ => new HttpRequestMessage(HttpMethod.Head, url), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return false;
        Check(response);
        return true;
    }

    /// <summary>Nothing: a server that is asked by URLs does not list them.</summary>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    /// <inheritdoc />
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var url = UrlOf(key);
        using var response = await SendAsync(_ => new HttpRequestMessage(HttpMethod.Delete, url), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.NotFound)
            Check(response);
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private Uri UrlOf(string key)
    {
        ArtifactKey.Checked(key);
        if (key == Key)
            return _options.Url;
        if (!key.StartsWith(Key + "/", StringComparison.Ordinal))
            throw new ArtifactRefusedException($"'{key}' does not lie at the URL");
        var below = string.Join('/', key[(Key.Length + 1)..].Split('/').Select(Uri.EscapeDataString));
        return new UriBuilder(_options.Url) { Path = $"{_options.Url.AbsolutePath.TrimEnd('/')}/{below}" }.Uri;
    }

    private async Task<HttpResponseMessage> SendAsync(Func<SilenceWatch, HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        await TryAsync(
            async () =>
            {
                using var silence = _silence.Watch(cancellationToken);
                var token = _options.Token is { } options ? await silence.WatchAsync(() => HttpTokens.GetAsync(_client, options, silence.Token)).ConfigureAwait(false) : null;
                using var request = make(silence);
                foreach (var (name, value) in _options.Headers)
                {
                    if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content?.Headers.TryAddWithoutValidation(name, value) != true)
                        throw new ArtifactRefusedException($"{Description}: the header '{name}' cannot be sent");
                }

                if (token is not null)
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                else if (_options.UserName is { } user)
                    request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{_options.Password}")));
                response = await silence.WatchAsync(() => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token)).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return response!;
    }

    private async Task CopyAsync(HttpResponseMessage response, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var from = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        while (await _silence.ReadAsync(from, buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
    }

    private void Check(HttpResponseMessage response) => HttpErrors.Check(Description, response);

    private Task TryAsync(Func<Task> call, CancellationToken cancellationToken) => HttpErrors.TryAsync(Description, call, cancellationToken);

    private static X509Certificate2 ReadCertificate(string certificate, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key ?? "");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new ArtifactRefusedException($"the client's certificate for HTTP cannot be read: {error.Message}", error);
        }
    }
}
