using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Version, info, health, and the answer to every other route of the API.</summary>
internal static class InfoEndpoints
{
    public static void MapInfo(this IEndpointRouteBuilder routes, Func<bool> isReady)
    {
        routes.MapGet("/api/v1/version", ApiReply.Of(_ => Task.FromResult<object?>(ServerVersion.Reply)));
        routes.MapGet("/api/v1/info", ApiReply.Of(_ => Task.FromResult<object?>(new
        {
            managedNamespace = "",
            links = Array.Empty<object>(),
            columns = Array.Empty<object>(),
            navColor = "",
            modals = new { feedback = false, firstTimeUser = false, newVersion = false },
        })));
        routes.MapGet("/healthz", ApiReply.Of(_ => isReady() ? Task.FromResult<object?>(new { status = "ok" }) : throw ApiException.Unavailable("starting")));
        routes.Map("/api/{**rest}", ApiReply.Of(_ => throw new ApiException(501, 12, "Not Implemented")));
        routes.Map("/{**rest}", ApiReply.Of(context => throw new ApiException(404, 5, $"there is nothing at {context.Request.Path}; the API is under /api/v1/")));
    }
}
