using System.Text.Json;
using Fleet.Workflows.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Routes under <c>/api/v1/workflows</c>. An empty namespace is a legal path part and means all.</summary>
internal static class WorkflowEndpoints
{
    private const string Root = "/api/v1/workflows/";

    public static void MapWorkflows(this IEndpointRouteBuilder routes, WorkflowService service, WorkflowWhy why)
    {
        routes.MapGet(Root + "{ns}/{name}/why", ApiReply.Of(async context =>
            await why.AskAsync(context.Route("ns"), context.Route("name"), context.Text("node"), context.RequestAborted).ConfigureAwait(false)));
        routes.MapPost(Root + "{ns?}", ApiReply.Of(async context =>
        {
            var body = await ApiReply.BodyAsync(context).ConfigureAwait(false);
            return await service.CreateAsync(Namespace(context, body), body.Required("workflow"), Resources(body), IsDryRun(body), context.RequestAborted).ConfigureAwait(false);
        }));
        routes.MapPost(Root + "{ns}/lint", ApiReply.Of(async context =>
        {
            var body = await ApiReply.BodyAsync(context).ConfigureAwait(false);
            return await service.LintAsync(Namespace(context, body), body.Required("workflow"), context.RequestAborted).ConfigureAwait(false);
        }));
        routes.MapPost(Root + "{ns}/submit", ApiReply.Of(async context =>
        {
            var body = await ApiReply.BodyAsync(context).ConfigureAwait(false);
            var (submit, dryRun) = SubmitBody.Read(body);
            return await service.SubmitAsync(Namespace(context, body), submit, dryRun, context.RequestAborted).ConfigureAwait(false);
        }));
        routes.MapGet(Root + "{ns?}", ApiReply.Of(context => ListAsync(context, service)));
        routes.MapGet(Root + "{ns}/{name}", ApiReply.Of(async context =>
        {
            var workflow = await service.GetAsync(context.Route("ns"), context.Route("name"), context.Text("uid"), context.RequestAborted).ConfigureAwait(false);
            return FieldMask.Parse(context.Text("fields")) is { } mask ? mask.Apply(workflow) : workflow;
        }));
        routes.MapDelete(Root + "{ns}/{name}", ApiReply.Of(async context =>
        {
            await service.DeleteAsync(context.Route("ns"), context.Route("name"), context.RequestAborted).ConfigureAwait(false);
            return null;
        }));
        MapRequest(routes, service, "suspend", _ => new SuspendRequested());
        MapRequest(routes, service, "resume", body => new ResumeRequested(NotEmpty(body.Text("nodeFieldSelector"))));
        MapRequest(routes, service, "stop", body => new StopRequested(NotEmpty(body.Text("message")), NotEmpty(body.Text("nodeFieldSelector"))));
        MapRequest(routes, service, "terminate", _ => new TerminateRequested());
        MapRequest(routes, service, "set", ReadSet);
        MapRequest(routes, service, "retry", body => new RetryRequested(body.Flag("restartSuccessful"), NotEmpty(body.Text("nodeFieldSelector")), Parameters(body)));
    }

    private static void MapRequest(IEndpointRouteBuilder routes, WorkflowService service, string verb, Func<JsonElement, UserRequest> read) =>
        routes.MapPut(Root + "{ns}/{name}/" + verb, ApiReply.Of(async context =>
        {
            var request = read(await ApiReply.BodyAsync(context).ConfigureAwait(false));
            return await service.RequestAsync(context.Route("ns"), context.Route("name"), request, context.RequestAborted).ConfigureAwait(false);
        }));

    private static async Task<object?> ListAsync(HttpContext context, WorkflowService service)
    {
        var page = await service.ListAsync(
            context.Route("ns"),
            new ListOptions
            {
                LabelSelector = context.Text("listOptions.labelSelector"),
                FieldSelector = context.Text("listOptions.fieldSelector"),
                Limit = (int)Math.Clamp(context.Number("listOptions.limit") ?? 0, 0, int.MaxValue),
                Continue = context.Text("listOptions.continue"),
                NameFilter = context.Text("nameFilter"),
                CreatedAfter = context.Time("createdAfter"),
                FinishedBefore = context.Time("finishedBefore"),
                Fields = context.Text("fields"),
            },
            context.RequestAborted).ConfigureAwait(false);
        return new { metadata = page.Metadata(), items = page.Items };
    }

    private static SetNodeRequested ReadSet(JsonElement body)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (NotEmpty(body.Text("outputParameters")) is { } text)
        {
            var values = ApiReply.ParseJson("outputParameters", text);
            if (values.ValueKind != JsonValueKind.Object)
                throw ApiException.Invalid("outputParameters must be the text of a JSON object, e.g. \"{\\\"answer\\\":\\\"42\\\"}\"");
            foreach (var parameter in values.EnumerateObject())
                parameters[parameter.Name] = parameter.Value.ValueKind == JsonValueKind.String ? parameter.Value.GetString()! : parameter.Value.GetRawText();
        }

        var selector = NotEmpty(body.Text("nodeFieldSelector")) ?? throw ApiException.Invalid("nodeFieldSelector is needed: it says which suspend nodes are meant");
        return new SetNodeRequested(selector, NotEmpty(body.Text("phase")), NotEmpty(body.Text("message")), parameters);
    }

    private static Dictionary<string, string> Parameters(JsonElement body)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in body.Texts("parameters"))
        {
            if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at))
                throw ApiException.Invalid($"expected parameter of the form: NAME=VALUE. Received: {text}");
            values[text[..at]] = text[(at + 1)..];
        }

        return values;
    }

    /// <summary>The path wins over the body; an empty part of the path says nothing.</summary>
    private static string Namespace(HttpContext context, JsonElement body) => context.Route("ns") is { Length: > 0 } path ? path : body.Text("namespace") ?? "";

    // Fleet's own: templates and ConfigMaps of the same file.
    private static IReadOnlyList<JsonElement> Resources(JsonElement body) =>
        body.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Array ? [.. resources.EnumerateArray()] : [];

    private static DryRun IsDryRun(JsonElement body) =>
        body.Flag("serverDryRun") ? DryRun.Server
            : body.TryGetProperty("createOptions", out var options) && options.Texts("dryRun").Any() ? DryRun.Echo : DryRun.No;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
