using System.Net.Http.Headers;
using Amazon.Runtime;

namespace Fleet.Artifacts.S3;

/// <summary>Connections whose requests carry a token.</summary>
/// <param name="bearer">Gives it; asked for each request.</param>
internal sealed class BearerClients(Func<CancellationToken, Task<string>> bearer) : HttpClientFactory
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new BearerHandler(bearer) { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false } }, disposeHandler: true);

    // Clients of the SDK with the same one share their connections.
    public override string GetConfigUniqueString(IClientConfig clientConfig) => _name;

    private sealed class BearerHandler(Func<CancellationToken, Task<string>> bearer) : DelegatingHandler
    {
        // Headers of S3's own go with its signatures only.
        private static readonly string[] OfS3 = ["x-amz-", "amz-sdk-"];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            foreach (var name in request.Headers.Select(header => header.Key).Where(name => OfS3.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))).ToList())
                request.Headers.Remove(name);
            // Objects that are stored compressed are taken as they are: unpacked on the way they would have no size.
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await bearer(cancellationToken).ConfigureAwait(false));
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }
}
