using System.Text.Json;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Routes of WorkflowTemplates and ClusterWorkflowTemplates in Argo's shapes, and of ConfigMaps and Secrets in Kubernetes'.</summary>
internal static class ResourceEndpoints
{
    public static void MapResources(this IEndpointRouteBuilder routes, ResourceService service)
    {
        MapTemplates(routes, service, ResourceKinds.WorkflowTemplate, "/api/v1/workflow-templates", "/{ns?}", "/{ns}");
        MapTemplates(routes, service, ResourceKinds.ClusterWorkflowTemplate, "/api/v1/cluster-workflow-templates", "", "");
        MapKubernetes(routes, service, ResourceKinds.ConfigMap);
        MapKubernetes(routes, service, ResourceKinds.Secret);
    }

    private static void MapKubernetes(IEndpointRouteBuilder routes, ResourceService service, string kind)
    {
        var plural = ResourceKinds.Plural(kind);
        var path = "/api/v1/namespaces/{ns}/" + plural;
        routes.MapGet("/api/v1/" + plural, ApiReply.Of(context => ListKubernetesAsync(context, service, kind)));
        routes.MapGet(path, ApiReply.Of(context => ListKubernetesAsync(context, service, kind)));
        routes.MapPost(path, ApiReply.Of(async context =>
            await service.CreateAsync(kind, context.Route("ns"), await ApiReply.BodyAsync(context).ConfigureAwait(false), context.RequestAborted).ConfigureAwait(false)));
        MapOne(routes, service, kind, path + "/{name}", body => body);
    }

    private static void MapTemplates(IEndpointRouteBuilder routes, ResourceService service, string kind, string root, string any, string one)
    {
        routes.MapGet(root + any, ApiReply.Of(async context => Page(await ListAsync(context, service, kind).ConfigureAwait(false))));
        routes.MapPost(root + any, ApiReply.Of(async context =>
        {
            var body = await ApiReply.BodyAsync(context).ConfigureAwait(false);
            return await service.CreateAsync(kind, Namespace(context, kind, body), body.Required("template"), context.RequestAborted).ConfigureAwait(false);
        }));
        routes.MapPost(root + one + "/lint", ApiReply.Of(async context =>
        {
            var body = await ApiReply.BodyAsync(context).ConfigureAwait(false);
            return await service.LintAsync(kind, Namespace(context, kind, body), body.Required("template"), context.RequestAborted).ConfigureAwait(false);
        }));
        MapOne(routes, service, kind, root + one + "/{name}", body => body.Required("template"));
    }

    private static void MapOne(IEndpointRouteBuilder routes, ResourceService service, string kind, string path, Func<JsonElement, JsonElement> manifest)
    {
        routes.MapGet(path, ApiReply.Of(async context => await service.GetAsync(Key(context, kind), context.RequestAborted).ConfigureAwait(false)));
        routes.MapPut(path, ApiReply.Of(async context =>
        {
            var body = await ApiReply.BodyAsync(context).ConfigureAwait(false);
            return await service.UpdateAsync(Key(context, kind), manifest(body), context.RequestAborted).ConfigureAwait(false);
        }));
        routes.MapDelete(path, ApiReply.Of(async context =>
        {
            await service.DeleteAsync(Key(context, kind), context.RequestAborted).ConfigureAwait(false);
            return null;
        }));
    }

    private static Task<WorkflowPageReply> ListAsync(HttpContext context, ResourceService service, string kind) => service.ListAsync(
        kind,
        context.Route("ns"),
        new ListOptions
        {
            LabelSelector = context.Text("listOptions.labelSelector") ?? context.Text("labelSelector"),
            FieldSelector = context.Text("listOptions.fieldSelector") ?? context.Text("fieldSelector"),
            Limit = (int)Math.Clamp(context.Number("listOptions.limit") ?? context.Number("limit") ?? 0, 0, int.MaxValue),
            Continue = context.Text("listOptions.continue") ?? context.Text("continue"),
        },
        context.Text("namePattern"),
        context.RequestAborted);

    private static object Page(WorkflowPageReply page) => new { metadata = page.Metadata(), items = page.Items };

    private static async Task<object?> ListKubernetesAsync(HttpContext context, ResourceService service, string kind)
    {
        var page = await ListAsync(context, service, kind).ConfigureAwait(false);
        return new { kind = kind + "List", apiVersion = "v1", metadata = page.Metadata(), items = page.Items };
    }

    private static ResourceKey Key(HttpContext context, string kind) => new(kind, ResourceKinds.IsOfCluster(kind) ? "" : context.Route("ns"), context.Route("name"));

    /// <summary>The path wins over the body; an empty part of the path says nothing.</summary>
    private static string Namespace(HttpContext context, string kind, JsonElement body) =>
        ResourceKinds.IsOfCluster(kind) ? "" : context.Route("ns") is { Length: > 0 } path ? path : body.Text("namespace") ?? "";
}
