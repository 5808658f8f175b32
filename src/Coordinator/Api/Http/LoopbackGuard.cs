using System.Net;
using Microsoft.AspNetCore.Http;

namespace Fleet.Coordinator.Api.Http;

/// <summary>
/// Without a token whoever reaches loopback may do everything, and any web page in the user's browser reaches it. So requests of pages of other origins, and requests by a name
/// that is not this machine's own (DNS rebinding), are refused.
/// </summary>
internal static class LoopbackGuard
{
    /// <summary>Middleware for a server without a token.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Over a Unix socket the rights of its folder decide.
        if (context.Connection.LocalIpAddress is null || (IsLoopback(context.Request.Host.Host) && IsOwnPage(context.Request)))
            return next(context);
        return ApiReply.ErrorAsync(context, new ApiException(
            403, 7, "this server has no token and answers this machine only: call it as localhost or 127.0.0.1, from no other site's page. To let others in, set FLEET_TOKEN."));
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    // Browsers send Origin with everything that can change something; programs do not.
    private static bool IsOwnPage(HttpRequest request) =>
        request.Headers.Origin is not [{ } origin, ..] || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority == request.Host.Value);
}
