using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fleet.Artifacts.Tests;

/// <summary>A service account of Google's, and a server that gives it tokens when the request is signed with its key.</summary>
internal sealed class GoogleAccount : IAsyncDisposable
{
    private const string Email = "fleet@project.iam.gserviceaccount.com";
    private static readonly RSA Pair = RSA.Create(2048);

    private readonly WebServer _server;

    /// <param name="token">What it gives.</param>
    public GoogleAccount(string token) => _server = new WebServer(async context =>
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var known = IsSigned(WebUtility.UrlDecode(await reader.ReadToEndAsync()));
        WebServer.Answer(context, known ? 200 : 401, JsonSerializer.SerializeToUtf8Bytes(known ? (object)new { access_token = token, expires_in = 3600, token_type = "Bearer" } : new { error = "invalid_grant" }));
    });

    /// <summary>Address where tokens are given.</summary>
    public string TokenAddress => _server.Address + "token";

    /// <summary>Its key as Google gives it out.</summary>
    /// <param name="tokenAddress">Another address for tokens.</param>
    public string Key(string? tokenAddress = null) => JsonSerializer.Serialize(new
    {
        type = "service_account",
        project_id = "project",
        private_key_id = "1",
        private_key = Pair.ExportPkcs8PrivateKeyPem(),
        client_email = Email,
        client_id = "1",
        token_uri = tokenAddress ?? TokenAddress,
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static bool IsSigned(string form)
    {
        var parts = form.Split('&').Select(field => field.Split('=', 2)).First(field => field[0] == "assertion")[1].Split('.');
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        return claims.GetProperty("iss").GetString() == Email && claims.GetProperty("scope").GetString()!.Contains("devstorage.read_write", StringComparison.Ordinal)
            && Pair.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
