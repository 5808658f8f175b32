using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Routes under <c>/api/v1/sync</c>: limits of semaphores.</summary>
internal static class SyncEndpoints
{
    private const string One = "/api/v1/sync/{ns}/{key}";

    public static void MapSync(this IEndpointRouteBuilder routes, SyncService service)
    {
        routes.MapPost("/api/v1/sync/{ns}", ApiReply.Of(async context =>
        {
            var body = await ApiReply.BodyAsync(context).ConfigureAwait(false);
            return await service.CreateAsync(context.Route("ns"), Text(body, "type"), Text(body, "key") ?? "", Limit(body), context.RequestAborted).ConfigureAwait(false);
        }));
        routes.MapGet(One, ApiReply.Of(async context =>
            await service.GetAsync(context.Route("ns"), context.Text("type"), context.Route("key"), context.RequestAborted).ConfigureAwait(false)));
        routes.MapPut(One, ApiReply.Of(async context =>
        {
            var body = await ApiReply.BodyAsync(context).ConfigureAwait(false);
            return await service.UpdateAsync(context.Route("ns"), Text(body, "type"), context.Route("key"), Limit(body), context.RequestAborted).ConfigureAwait(false);
        }));
        routes.MapDelete(One, ApiReply.Of(async context =>
        {
            await service.DeleteAsync(context.Route("ns"), context.Text("type"), context.Route("key"), context.RequestAborted).ConfigureAwait(false);
            return null;
        }));
    }

    // Argo's clients may send an enum by name or by number.
    private static string? Text(JsonElement body, string name) => !body.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static long Limit(JsonElement body) => Text(body, "limit") is not { } text ? 0
        : long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var limit) ? limit
        : throw ApiException.Invalid($"limit '{text}' is not a whole number");
}
