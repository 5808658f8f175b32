using System.Text.RegularExpressions;
using Fleet.Coordinator.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Coordinator.Api.Http;

/// <summary>The watch and log streams.</summary>
internal static class StreamEndpoints
{
    public static void MapStreams(this IEndpointRouteBuilder routes, ApiServices services, CancellationToken stopping)
    {
        var (watch, logs, time, service) = (services.Watch, services.Logs, services.Time, services.Workflows);
        routes.MapGet("/api/v1/workflow-events/{ns?}", StreamReply.Of(
            time,
            async (context, ended) =>
            {
                var fields = FieldSelector.Parse(context.Text("listOptions.fieldSelector"));
                var ns = context.Route("ns");
                var mask = FieldMask.Parse(context.Text("fields"));
                // A missing workflow is an error before the stream begins, so that `wait` fails at once.
                if (fields.Name is { } asked)
                    fields = fields with { Name = (await service.FindAsync(ns.Length > 0 ? ns : fields.Namespace ?? "", asked, ended).ConfigureAwait(false)).Name };
                var query = fields.ToQuery(ns) with { Labels = LabelSelector.Parse(context.Text("listOptions.labelSelector")) };
                var conditions = new WorkflowWatch.Conditions(query, context.Text("listOptions.resourceVersion"), mask?.Wants("result.object.status.nodes") ?? true);
                return Masked(await watch.OpenAsync(conditions, ended).ConfigureAwait(false), mask);
            },
            message => message,
            stopping));

        RequestDelegate log = StreamReply.Of(
            time,
            async (context, ended) =>
            {
                var workflow = await service.FindAsync(context.Route("ns"), context.Route("name"), ended).ConfigureAwait(false);
                return logs.ReadAsync(workflow, ReadLogQuery(context, time), context.Flag("logOptions.follow"), ended);
            },
            line => new { content = line.Content, podName = line.PodName },
            stopping,
            unfinished: "the server stops, and the log goes on: ask again");
        routes.MapGet("/api/v1/workflows/{ns}/{name}/log", log);
        routes.MapGet("/api/v1/workflows/{ns}/{name}/{podName}/log", log);
    }

    private static async IAsyncEnumerable<object> Masked(IAsyncEnumerable<WorkflowEventReply> changes, FieldMask? mask)
    {
        await foreach (var change in changes.ConfigureAwait(false))
        {
            var message = new { type = change.Type, @object = change.Object };
            yield return mask is null ? message : mask.Apply(System.Text.Json.JsonSerializer.SerializeToElement(new { result = message })).GetProperty("result");
        }
    }

    private static LogQuery ReadLogQuery(HttpContext context, TimeProvider time)
    {
        return new LogQuery
        {
            PodName = context.Route("podName") is { Length: > 0 } pod ? pod : context.Text("podName"),
            Selector = LabelSelector.Parse(context.Text("selector")),
            Container = context.Text("logOptions.container"),
            Previous = context.Flag("logOptions.previous"),
            Timestamps = context.Flag("logOptions.timestamps"),
            TailLines = (int?)context.Number("logOptions.tailLines"),
            LimitBytes = context.Number("logOptions.limitBytes"),
            Since = Since(context, time),
            Grep = context.Text("grep") is { } pattern ? Pattern(pattern) : null,
        };
    }

    private static DateTimeOffset? Since(HttpContext context, TimeProvider time)
    {
        try
        {
            return context.Number("logOptions.sinceTime.seconds") is { } seconds
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks((context.Number("logOptions.sinceTime.nanos") ?? 0) / 100)
                : context.Number("logOptions.sinceSeconds") is { } age ? time.GetUtcNow().AddSeconds(-age)
                : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            throw ApiException.Invalid("logOptions.sinceTime or logOptions.sinceSeconds is no time between the years 1 and 9999");
        }
    }

    private static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw ApiException.Invalid($"grep: '{pattern}' is no regular expression of RE2's class: {error.Message}");
        }
    }
}
