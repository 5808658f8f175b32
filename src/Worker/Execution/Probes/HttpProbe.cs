using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fleet.Contracts;

namespace Fleet.Worker.Execution.Probes;

/// <summary>One GET of a readiness probe: any status from 200 to 399 means yes. As in Kubernetes certificates are not verified, and neither proxies nor the limits of HTTP templates count.</summary>
internal static class HttpProbe
{
    private static readonly HttpClient Client = Create();

    /// <summary>Asks once.</summary>
    /// <returns>Why it is not ready; null: it is.</returns>
    public static async Task<string?> ProblemAsync(ProbeWork probe, string host, CancellationToken cancellationToken)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"{probe.HttpScheme.ToLowerInvariant()}://{host}:{probe.Port ?? 0}{(probe.HttpPath!.StartsWith('/') ? "" : "/")}{probe.HttpPath}");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            foreach (var header in probe.HttpHeaders)
                request.Headers.TryAddWithoutValidation(header.Name, header.Value);
            using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            return status is >= 200 and < 400 ? null : string.Create(CultureInfo.InvariantCulture, $"GET {url}: status {status}");
        }
        catch (Exception error) when (error is HttpRequestException or UriFormatException or NotSupportedException)
        {
            return $"GET {url}: {error.GetBaseException().Message}";
        }
    }

    [SuppressMessage("Security", "CA5359:Do Not Disable Certificate Validation", Justification = "Kubernetes' probes do not verify: a server asked by its address has no certificate for it, and nothing is sent but what the manifest says.")]
    private static HttpClient Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    })
    { Timeout = Timeout.InfiniteTimeSpan };
}
