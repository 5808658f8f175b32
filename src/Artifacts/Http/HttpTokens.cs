using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Fleet.Artifacts.Http;

/// <summary>Asks for tokens (OAuth 2, client credentials: RFC 6749, section 4.4).</summary>
internal static class HttpTokens
{
    /// <exception cref="ArtifactRefusedException">The client gets none.</exception>
    /// <exception cref="StoreUnavailableException">It may later.</exception>
    public static async Task<string> GetAsync(HttpClient client, HttpTokenOptions options, CancellationToken cancellationToken)
    {
        string? token = null;
        await HttpErrors.TryAsync(
            options.ToString(),
            async () =>
            {
                List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials"), .. options.Parameters];
                if (options.Scopes.Count > 0)
                    form.Add(new("scope", string.Join(' ', options.Scopes)));
                using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new FormUrlEncodedContent(form) };
                var keys = $"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(options.ClientSecret)}";
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(keys)));
                using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
                HttpErrors.Check(options.ToString(), response);
                token = Read(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            },
            cancellationToken).ConfigureAwait(false);
        return token ?? throw new ArtifactRefusedException($"{options}: the answer has no access_token");
    }

    private static string? Read(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("access_token"u8, out var token) ? token.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
