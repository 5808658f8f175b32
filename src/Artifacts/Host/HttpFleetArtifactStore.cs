using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fleet.Artifacts.Host;

/// <summary>
/// The coordinator's artifact store over its HTTP API (<see cref="HostStoreRoutes"/>). What arrives is checked against its digest; a read that breaks off is resumed. A server that is silent for
/// <see cref="SilenceLimit"/> says counts as unavailable.
/// </summary>
public sealed class HttpFleetArtifactStore : IArtifactStore, IContentVersions, IDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly Uri _server;
    private readonly TimeProvider _time;
    private readonly SilenceLimit _silence;
    private readonly string _which;

    /// <param name="server">Address of the coordinator's API, <c>http://coordinator:2746</c>.</param>
    /// <param name="token">Its token; null: none.</param>
    /// <param name="time">Tells how long the server is silent.</param>
    /// <param name="namespace">Not the coordinator's own store, but what it opens for workflows of this namespace; null: its own.</param>
    /// <param name="place">The place that it opens, an artifact's location without its key; null: its artifact repository.</param>
    /// <param name="patience">How long whoever calls asks again; null: for long. A server that is silent has no more (<see cref="SilenceLimit"/>).</param>
    public HttpFleetArtifactStore(Uri server, string? token, TimeProvider time, string? @namespace = null, string? place = null, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        _server = server;
        _time = time;
        _silence = SilenceLimit.Of(patience, time);
        _which = (@namespace is null ? "" : $"&{HostStoreRoutes.Namespace}={Uri.EscapeDataString(@namespace)}") + (place is null ? "" : $"&{HostStoreRoutes.Place}={Uri.EscapeDataString(place)}");
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectLimit, ConnectCallback = ConnectAsync, UseCookies = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (!string.IsNullOrEmpty(token))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <inheritdoc />
    public string Description => $"the Fleet at {_server.GetLeftPart(UriPartial.Authority)}";

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <inheritdoc />
    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var request = new HttpRequestMessage(HttpMethod.Put, AddressOf(key));
        // A refusal comes before the content is sent.
        request.Headers.ExpectContinue = true;
        using var silence = Watch(cancellationToken);
        using var sent = new SentContent(content, silence);
        request.Content = sent;
        using var response = await SendAsync(key, request, silence, sent).ConfigureAwait(false);
        if (DigestOf(response.Headers.ETag) is { } digest && digest != sent.Sha256)
            throw new StoreUnavailableException($"the artifact '{key}' arrived damaged at the artifact store ({Description})");
    }

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var reading = new HttpObject(this, key);
        return await reading.BeginAsync(cancellationToken).ConfigureAwait(false) is { } length ? new HttpObjectStream(reading, length, _time) : null;
    }

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(string key, ContentVersion version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        var reading = new HttpObject(this, key);
        if (await reading.BeginAsync(cancellationToken).ConfigureAwait(false) is { } length && reading.Tag == version.Tag)
            return new HttpObjectStream(reading, length, _time);
        reading.Dispose();
        return null;
    }

    /// <inheritdoc />
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
    {
        using var response = await AskAsync(HttpMethod.Head, key, cancellationToken).ConfigureAwait(false);
        return response is not null;
    }

    /// <inheritdoc />
    public async Task<ContentVersion?> VersionAsync(string key, CancellationToken cancellationToken)
    {
        using var response = await AskAsync(HttpMethod.Head, key, cancellationToken).ConfigureAwait(false);
        return response?.Headers.ETag is not { IsWeak: false, Tag: var tag } || response.Content.Headers.ContentLength is not { } bytes ? null
            : ContentDigest.OfName(tag.Trim('"'), bytes) is { } digest ? ContentVersion.Of(digest)
            : ContentVersion.Of(_server + _which, key, tag.Trim('"'), bytes);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server, $"{HostStoreRoutes.List}?prefix={Uri.EscapeDataString(prefix)}{_which}"));
        using var silence = Watch(cancellationToken);
        using var response = await SendAsync(prefix, request, silence, null).ConfigureAwait(false);
        var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var lines = new StreamReader(content);
        while (await TryAsync(prefix, silence, async () => await lines.ReadLineAsync(silence.Token).ConfigureAwait(false)).ConfigureAwait(false) is { } line)
        {
            using var found = JsonDocument.Parse(line);
            yield return new StoredObject(found.RootElement.GetProperty("key").GetString()!, found.RootElement.GetProperty("bytes").GetInt64());
        }
    }

    /// <inheritdoc />
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        using var _ = await AskAsync(HttpMethod.Delete, key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The SHA-256 that an entity tag names; null: none.</summary>
    internal static string? DigestOf(EntityTagHeaderValue? tag) => tag is null ? null : ContentDigest.OfName(tag.Tag.Trim('"'), 0)?.Sha256;

    /// <summary>Asks for an object from a place on.</summary>
    /// <returns>Null: nothing is stored there.</returns>
    internal async Task<HttpResponseMessage?> GetAsync(string key, long from, EntityTagHeaderValue? sameAs, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(key));
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        if (sameAs is not null)
            request.Headers.IfMatch.Add(sameAs);
        using var silence = Watch(cancellationToken);
        return await FoundAsync(key, request, silence).ConfigureAwait(false);
    }

    /// <summary>Watches a call.</summary>
    internal SilenceWatch Watch(CancellationToken cancellationToken) => _silence.Watch(cancellationToken);

    /// <summary>Calls the server; what fails on the way is <see cref="StoreUnavailableException"/>.</summary>
    internal async Task<T> TryAsync<T>(string key, SilenceWatch silence, Func<Task<T>> call)
    {
        try
        {
            return await silence.WatchAsync(call).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (silence.IsSilent)
        {
            throw new StoreUnavailableException($"the artifact store ({Description}) was silent for {_silence.Longest.TotalSeconds:0} s at '{key}'", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new StoreUnavailableException($"the artifact store ({Description}) does not answer at '{key}': {error.GetBaseException().Message}", error);
        }
    }

    private async Task<HttpResponseMessage?> AskAsync(HttpMethod method, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, AddressOf(key));
        using var silence = Watch(cancellationToken);
        return await FoundAsync(key, request, silence).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage?> FoundAsync(string key, HttpRequestMessage request, SilenceWatch silence)
    {
        try
        {
            return await SendAsync(key, request, silence, null).ConfigureAwait(false);
        }
        catch (NothingThereException)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string key, HttpRequestMessage request, SilenceWatch silence, SentContent? sent)
    {
        try
        {
            var response = await TryAsync(key, silence, () => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token)).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw await RefusalAsync(key, response, silence).ConfigureAwait(false);
        }
        catch (Exception) when (sent?.Fault is { } fault)
        {
            // The content's own error, as it is.
            fault.Throw();
            throw;
        }
    }

    private async Task<Exception> RefusalAsync(string key, HttpResponseMessage response, SilenceWatch silence)
    {
        var status = response.StatusCode;
        var isStore = response.Headers.Contains(HostStoreRoutes.StoreHeader);
        if (status == HttpStatusCode.NotFound && isStore)
            return new NothingThereException();
        if (status == HttpStatusCode.PreconditionFailed)
            return new ArtifactRefusedException($"'{key}' was replaced in the artifact store ({Description}) while it was read");
        var why = await TryAsync(key, silence, () => response.Content.ReadAsStringAsync(silence.Token)).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(why);
            why = json.RootElement.TryGetProperty("message", out var message) ? message.GetString() ?? why : why;
        }
        catch (JsonException)
        {
            // As it is.
        }

        var sentence = $"the artifact store ({Description}) answers {(int)status}: {(why.Length > 500 ? why[..500] : why)}";
        return (int)status >= 500 && status != HttpStatusCode.NotImplemented || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests ? new StoreUnavailableException(sentence)
            : isStore || status == HttpStatusCode.Unauthorized ? new ArtifactRefusedException(sentence)
            : new ArtifactRefusedException($"{sentence}; it offers no artifact store there");
    }

    private Uri AddressOf(string key) => new(_server, $"{HostStoreRoutes.Object}?key={Uri.EscapeDataString(ArtifactKey.Checked(key))}{_which}");

    // A server whose host is gone is noticed within a minute, though nothing is sent.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class NothingThereException : Exception;
}
