using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;

namespace Fleet.Artifacts.S3;

/// <summary>Clients of the AWS SDK, set so that every server that speaks S3 understands them.</summary>
internal static class S3ClientFactory
{
    private const string DefaultRegion = "us-east-1";
    private const string DefaultAwsEndpoint = "s3.amazonaws.com";

    /// <exception cref="ArtifactRefusedException">The endpoint or the certificates are none.</exception>
    public static AmazonS3Client Create(S3StoreOptions options)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = options.Region.Length == 0 ? DefaultRegion : options.Region,
            ForcePathStyle = options.PathStyle ?? !options.IsAws,
            // Checksums of the SDK's own choice come as trailers, which other servers than AWS refuse or store with the object.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = 1,
            // A server that says nothing is given up by whoever calls (SilenceLimit): this would also count what is on its way.
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        // One of AWS's own region needs no address: the SDK knows it.
        if (options.IsAws && options.Endpoint is "" or DefaultAwsEndpoint)
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(config.AuthenticationRegion);
        else
            config.ServiceURL = Address(options);
        if (options.CaCertificates is { } certificates)
            config.HttpClientFactory = new OwnAuthorities(certificates);
        if (options.Bearer is { } bearer)
            config.HttpClientFactory = new BearerClients(bearer);
        return Credentials(options) is { } credentials ? new AmazonS3Client(credentials, config) : new AmazonS3Client(config);
    }

    private static string Address(S3StoreOptions options)
    {
        var address = $"{(options.Insecure ? "http" : "https")}://{options.Endpoint}";
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
            ? address
            : throw new ArtifactRefusedException($"the S3 endpoint '{options.Endpoint}' is none: write host or host:port, without http:// and path (insecure: true is for servers without TLS)");
    }

    private static AWSCredentials? Credentials(S3StoreOptions options)
    {
        if (options.Anonymous || options.Bearer is not null)
            return new AnonymousAWSCredentials();
        if (string.IsNullOrEmpty(options.AccessKey))
            return null;
        return options.SessionToken is { Length: > 0 } token
            ? new SessionAWSCredentials(options.AccessKey, options.SecretKey ?? "", token)
            : new BasicAWSCredentials(options.AccessKey, options.SecretKey ?? "");
    }

    private sealed class OwnAuthorities : HttpClientFactory
    {
        private readonly X509Certificate2Collection _roots = [];
        private readonly string _name;

        public OwnAuthorities(string certificates)
        {
            try
            {
                _roots.ImportFromPem(certificates);
            }
            catch (CryptographicException error)
            {
                throw new ArtifactRefusedException($"the certificates for S3 cannot be read: {error.Message}", error);
            }

            if (_roots.Count == 0)
                throw new ArtifactRefusedException("the certificates for S3 have no block -----BEGIN CERTIFICATE-----");
            _name = string.Join(',', _roots.Select(certificate => certificate.Thumbprint));
        }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            var handler = new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } },
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(_roots);
            return new HttpClient(handler, disposeHandler: true);
        }

        public override string GetConfigUniqueString(IClientConfig clientConfig) => _name;
    }
}
