using Fleet.Coordinator.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Coordinator.Api.Http;

/// <summary><c>/metrics</c> for Prometheus; behind the token as everything else (<c>authorization</c> in its scrape configuration).</summary>
internal static class MetricEndpoints
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder routes, CustomMetrics metrics) => routes.MapGet("/metrics", async context =>
    {
        context.Response.ContentType = TextFormat;
        await metrics.WriteAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    });
}
