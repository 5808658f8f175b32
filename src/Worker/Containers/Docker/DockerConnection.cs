using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using Docker.DotNet.X509;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Worker.Containers.Docker;

/// <summary>The client of one engine, and a plain HTTP client beside it for what the library hides: the frames of a log stream.</summary>
internal sealed class DockerConnection : IDisposable
{
    private readonly HttpClient _raw;

    public DockerConnection(DockerRuntimeOptions options)
    {
        var endpoint = options.Endpoint ?? DockerConfig.Instance.GetEndpoint();
        var builder = new DockerClientBuilder().WithEndpoint(endpoint).WithTimeout(options.CallTimeout);
        if (endpoint.Scheme is "tcp" or "https" && TlsCertificates(options) is { } certificates)
            builder = builder.WithAuthProvider(certificates.CreateCredentials());
        Client = builder.Build();

        var settings = Client.Options;
        Endpoint = settings.Endpoint;
        var transport = TransportOf(settings.Endpoint).CreateHandler(settings, NullLogger.Instance);
        _raw = new HttpClient(settings.AuthProvider.ConfigureHandler(transport.Handler)) { BaseAddress = transport.EffectiveEndpoint, Timeout = Timeout.InfiniteTimeSpan };
    }

    public DockerClient Client { get; }

    public Uri Endpoint { get; }

    /// <summary>Opens the log of a container with timestamps; ends when the container has ended, or with what is there.</summary>
    public async Task<Stream> OpenLogsAsync(string containerId, long sinceNanos, bool follow, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture,
            $"/containers/{containerId}/logs?follow={(follow ? 1 : 0)}&stdout=1&stderr=1&timestamps=1&since={sinceNanos / 1_000_000_000}.{sinceNanos % 1_000_000_000:D9}");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        var response = await _raw.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            using (response)
                throw new DockerApiException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    /// <summary>Unpacks an archive at the root of a container; without the limit that other calls have.</summary>
    public async Task UnpackAsync(string containerId, string folder, Stream archive, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"/containers/{containerId}/archive?path={Uri.EscapeDataString(folder)}", UriKind.Relative)) { Content = new Chunks(archive) };
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-tar");
        using var response = await _raw.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new DockerApiException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public void Dispose()
    {
        _raw.Dispose();
        Client.Dispose();
    }

    private static IDockerHandlerFactory TransportOf(Uri endpoint) => endpoint.Scheme switch
    {
        "unix" => global::Docker.DotNet.Unix.DockerHandlerFactory.Instance,
        "npipe" => global::Docker.DotNet.NPipe.DockerHandlerFactory.Instance,
        _ => global::Docker.DotNet.NativeHttp.DockerHandlerFactory.Instance,
    };

    /// <summary>DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, as the docker CLI reads them.</summary>
    private static DockerTlsCertificates? TlsCertificates(DockerRuntimeOptions options)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_TLS_VERIFY")))
            return null;
        var directory = Environment.GetEnvironmentVariable("DOCKER_CERT_PATH");
        return DockerTlsCertificates.LoadFromDirectory(string.IsNullOrEmpty(directory) ? RegistryLogins.ConfigDirectoryOf(options) : directory, true);
    }

    // A stream's own copying may write nothing in between, which the library's handler sends as the end.
    private sealed class Chunks(Stream stream) : HttpContent
    {
        private const int BufferBytes = 128 * 1024;

        protected override Task SerializeToStreamAsync(Stream target, TransportContext? context) => SerializeToStreamAsync(target, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream target, TransportContext? context, CancellationToken cancellationToken)
        {
            var buffer = new byte[BufferBytes];
            while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
