using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fleet.Coordinator.Api.Http;

/// <summary>One shared bearer token, from the Authorization header or the cookie <c>authorization</c> (unquoted, with a blank, as Argo's UI stores it), compared in constant time.</summary>
/// <param name="token">The token.</param>
internal sealed class BearerToken(string token)
{
    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Middleware: 401 without the token. Health needs none.</summary>
    public RequestDelegate Middleware(RequestDelegate next) => context => InvokeAsync(context, next);

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/healthz" || Given(context).Any(IsRight))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        await ApiReply.ErrorAsync(context, new ApiException(401, 16, "token not valid. Send 'Authorization: Bearer TOKEN' (the CLI: FLEET_TOKEN); the server's operator knows the token.")).ConfigureAwait(false);
    }

    private static IEnumerable<string> Given(HttpContext context)
    {
        foreach (var header in context.Request.Headers.Authorization)
        {
            if (header is not null)
                yield return header;
        }

        foreach (var line in context.Request.Headers.Cookie)
        {
            foreach (var part in (line ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                if (part.StartsWith("authorization=", StringComparison.Ordinal))
                    yield return Uri.UnescapeDataString(part["authorization=".Length..]);
            }
        }
    }

    private bool IsRight(string given) => given.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[7..].Trim())), expected);
}
