using System.Text.RegularExpressions;
using Fleet.Coordinator.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Coordinator.Api.Http;

/// <summary>The watch and log streams.</summary>
internal static class StreamEndpoints
{
    public static void MapStreams(this IEndpointRouteBuilder routes, WorkflowService service, WorkflowWatch watch, WorkflowLogs logs, TimeProvider time)
    {
        routes.MapGet("/api/v1/workflow-events/{ns?}", StreamReply.Of(
            time,
            async context =>
            {
                var fields = FieldSelector.Parse(context.Text("listOptions.fieldSelector"));
                var ns = context.Route("ns") is { Length: > 0 } part ? part : fields.Namespace ?? "";
                var mask = FieldMask.Parse(context.Text("fields"));
                // A missing workflow is an error before the stream begins, so that `wait` fails at once.
                var name = fields.Name is { } asked ? (await service.FindAsync(ns, asked, context.RequestAborted).ConfigureAwait(false)).Name : null;
                var conditions = new WorkflowWatch.Conditions(
                    ns, name, LabelSelector.Parse(context.Text("listOptions.labelSelector")), context.Text("listOptions.resourceVersion"), mask?.Wants("result.object.status.nodes") ?? true);
                return Masked(watch.WatchAsync(conditions, context.RequestAborted), mask);
            },
            message => message));

        RequestDelegate log = StreamReply.Of(
            time,
            async context =>
            {
                var workflow = await service.FindAsync(context.Route("ns"), context.Route("name"), context.RequestAborted).ConfigureAwait(false);
                return logs.ReadAsync(workflow.Uid, ReadLogQuery(context, time), context.Flag("logOptions.follow"), context.RequestAborted);
            },
            line => new { content = line.Content, podName = line.PodName });
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
        var since = context.Number("logOptions.sinceTime.seconds") is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : context.Number("logOptions.sinceSeconds") is { } age ? time.GetUtcNow() - TimeSpan.FromSeconds(age)
            : (DateTimeOffset?)null;
        return new LogQuery
        {
            PodName = context.Route("podName") is { Length: > 0 } pod ? pod : context.Text("podName"),
            Container = context.Text("logOptions.container"),
            Timestamps = context.Flag("logOptions.timestamps"),
            TailLines = (int?)context.Number("logOptions.tailLines"),
            LimitBytes = context.Number("logOptions.limitBytes"),
            Since = since,
            Grep = context.Text("grep") is { } pattern ? Pattern(pattern) : null,
        };
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
