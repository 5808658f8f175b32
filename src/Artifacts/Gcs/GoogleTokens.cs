using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace Fleet.Artifacts.Gcs;

/// <summary>Tokens for Google Cloud Storage.</summary>
internal static class GoogleTokens
{
    private const string Scope = "https://www.googleapis.com/auth/devstorage.read_write";
    private const string GoogleHosts = ".googleapis.com";
    private const string Field = "gcs.serviceAccountKeySecret";

    /// <summary>Those of a service account.</summary>
    /// <param name="key">Its key as Google gives it out, JSON.</param>
    /// <param name="anyServer">Tokens may be asked for at any address, else at Google's only.</param>
    /// <exception cref="ArtifactRefusedException">It is none.</exception>
    public static Func<CancellationToken, Task<string>> Of(string key, bool anyServer)
    {
        var account = Account(key);
        if (!anyServer && !(Uri.TryCreate(account.TokenServerUrl, UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttps && server.Host.EndsWith(GoogleHosts, StringComparison.OrdinalIgnoreCase)))
            throw new ArtifactRefusedException($"{Field}: its token_uri is no address of Google's");
        var scoped = account.ToGoogleCredential().CreateScoped(Scope);
        return token => AskAsync(scoped, token);
    }

    /// <summary>Those of the process: of the file that <c>GOOGLE_APPLICATION_CREDENTIALS</c> names, of <c>gcloud</c>, of the machine.</summary>
    public static async Task<string> OwnAsync(CancellationToken cancellationToken)
    {
        GoogleCredential own;
        try
        {
            own = await GoogleCredential.GetApplicationDefaultAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException error)
        {
            throw new ArtifactRefusedException($"there are no credentials for Google Cloud Storage; name a Secret ({Field}), or set GOOGLE_APPLICATION_CREDENTIALS where the process runs: {error.Message}", error);
        }

        return await AskAsync(own.CreateScoped(Scope), cancellationToken).ConfigureAwait(false);
    }

    private static ServiceAccountCredential Account(string key)
    {
        try
        {
            // No other kind of credential: some of them name files and programs of this machine.
            using var json = JsonDocument.Parse(key);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return CredentialFactory.FromJson<ServiceAccountCredential>(key);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException or FormatException or CryptographicException)
        {
            // Told below, without the cause: it may show parts of the key.
        }

        throw new ArtifactRefusedException($"{Field}: its value is no key of a service account (the JSON file that Google gives out, with \"type\": \"service_account\")");
    }

    private static async Task<string> AskAsync(GoogleCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            return await ((ITokenAccess)credential).GetAccessTokenForRequestAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (TokenResponseException error) when (error.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests)
        {
            throw new ArtifactRefusedException($"Google gives no token: {error.Error?.Error} {error.Error?.ErrorDescription}", error);
        }
        catch (Exception error) when (error is TokenResponseException or HttpRequestException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new StoreUnavailableException($"Google gives no token: {error.GetBaseException().Message}", error);
        }
    }
}
