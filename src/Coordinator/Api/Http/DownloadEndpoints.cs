using System.Net;
using System.Text;
using Fleet.Artifacts;
using Fleet.Coordinator.Api.Downloads;
using Fleet.Coordinator.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.StaticFiles;

namespace Fleet.Coordinator.Api.Http;

/// <summary>
/// Argo's routes for artifacts: <c>/artifacts</c> and <c>/input-artifacts</c> give one as it is stored (a folder packed), <c>/artifact-files</c> shows one in a browser, folders as pages.
/// Steps write what they like into artifacts: nothing of them runs as a page of this server. Errors are plain text.
/// </summary>
internal static class DownloadEndpoints
{
    // Argo's defaults (its source: setSecurityHeaders).
    private const string ContentPolicy = "sandbox; base-uri 'none'; default-src 'none'; img-src 'self'; style-src 'self' 'unsafe-inline'";

    private static readonly FileExtensionContentTypeProvider Types = MakeTypes();
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void MapDownloads(this IEndpointRouteBuilder routes, ApiServices services)
    {
        if (services.Downloads is not { } downloads)
            return;
        foreach (var (route, input) in new[] { ("artifacts", false), ("input-artifacts", true) })
        {
            routes.MapMethods($"/{route}/{{ns}}/{{name}}/{{node}}/{{artifact}}", Reading, Of(async context =>
                await SendAsync(context, await FindAsync(context, downloads, await ByNameAsync(context, services).ConfigureAwait(false), input).ConfigureAwait(false)).ConfigureAwait(false)));
            routes.MapMethods($"/{route}-by-uid/{{name}}/{{node}}/{{artifact}}", Reading, Of(async context =>
                await SendAsync(context, await FindAsync(context, downloads, await ByUidAsync(context, services).ConfigureAwait(false), input).ConfigureAwait(false)).ConfigureAwait(false)));
        }

        routes.MapMethods("/artifact-files/{ns}/{kind}/{name}/{node}/{side}/{artifact}/{**path}", Reading, Of(async context =>
        {
            var workflow = context.Route("kind") switch
            {
                "workflows" => await ByNameAsync(context, services).ConfigureAwait(false),
                "archived-workflows" => await ByUidAsync(context, services).ConfigureAwait(false),
                _ => throw NotFound(),
            };
            var input = context.Route("side") switch { "inputs" => true, "outputs" => false, _ => throw NotFound() };
            await ShowAsync(context, await FindAsync(context, downloads, workflow, input).ConfigureAwait(false)).ConfigureAwait(false);
        }));
    }

    private static Task<WorkflowSummary> ByNameAsync(HttpContext context, ApiServices services) =>
        services.Workflows.FindAsync(context.Route("ns"), context.Route("name"), context.RequestAborted);

    private static async Task<WorkflowSummary> ByUidAsync(HttpContext context, ApiServices services)
    {
        var found = Guid.TryParse(context.Route("name"), out var uid) ? await services.Workflows.FindAsync(uid, context.RequestAborted).ConfigureAwait(false) : throw NotFound();
        return context.Route("ns") is { Length: > 0 } ns && ns != found.Namespace ? throw NotFound() : found;
    }

    private static Task<ArtifactDownload> FindAsync(HttpContext context, ArtifactDownloads downloads, WorkflowSummary workflow, bool input) =>
        downloads.FindAsync(workflow, context.Route("node"), context.Route("artifact"), input, context.RequestAborted);

    private static async Task SendAsync(HttpContext context, ArtifactDownload artifact)
    {
        if (await artifact.OpenAsync(context.RequestAborted).ConfigureAwait(false) is { } file)
            await WriteAsync(context, file, artifact.FileName).ConfigureAwait(false);
        else if (await artifact.PackedAsync(context.RequestAborted).ConfigureAwait(false) is { } packed)
            await WriteAsync(context, packed, artifact.FileName + ".tgz").ConfigureAwait(false);
        else
            throw NotFound();
    }

    private static async Task ShowAsync(HttpContext context, ArtifactDownload artifact)
    {
        var path = context.Route("path").TrimEnd('/');
        var file = path.Length == 0 ? await artifact.OpenAsync(context.RequestAborted).ConfigureAwait(false) : await artifact.OpenAsync(path, context.RequestAborted).ConfigureAwait(false);
        if (file is not null)
        {
            await WriteAsync(context, file, path.Length == 0 ? artifact.FileName : path[(path.LastIndexOf('/') + 1)..]).ConfigureAwait(false);
            return;
        }

        var names = await artifact.ListAsync(path, context.RequestAborted).ConfigureAwait(false);
        if (names.Count == 0)
            throw NotFound();
        if (!context.Request.Path.Value!.EndsWith('/'))
            Redirect(context, context.Request.Path.Value[(context.Request.Path.Value.LastIndexOf('/') + 1)..] + "/");
        else if (names.Contains("index.html"))
            Redirect(context, "index.html");
        else
            await WritePageAsync(context, path.Length == 0 ? artifact.FileName : path, names).ConfigureAwait(false);
    }

    // Relative to the page, so that a prefix in front of this server stays.
    private static void Redirect(HttpContext context, string to)
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = "./" + string.Join('/', to.Split('/').Select(Uri.EscapeDataString));
    }

    private static Task WritePageAsync(HttpContext context, string title, IEnumerable<string> names)
    {
        var page = new StringBuilder($"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(title)}</title></head>\n<body><ul>\n<li><a href=\"..\">..</a></li>\n");
        foreach (var name in names)
            page.Append($"<li><a href=\"./{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}\">{WebUtility.HtmlEncode(name)}</a></li>\n");
        page.Append("</ul></body></html>\n");
        Guard(context);
        context.Response.ContentType = "text/html; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(page.ToString(), context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, Stream content, string name)
    {
        Guard(context);
        // A slow reader is no attack; a dead one is noticed by the connection's keep-alive.
        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        context.Response.Headers.ContentDisposition = Disposition(name);
        await Results.Stream(content, Types.TryGetContentType(name, out var type) ? type : "application/octet-stream", enableRangeProcessing: content.CanSeek).ExecuteAsync(context).ConfigureAwait(false);
    }

    private static void Guard(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        context.Response.Headers.XFrameOptions = "SAMEORIGIN";
        context.Response.Headers.XContentTypeOptions = "nosniff";
    }

    // Argo's form; what a header cannot have goes as RFC 6266 says.
    private static string Disposition(string name)
    {
        var plain = string.Concat(name.Select(c => c is < ' ' or '"' or '\\' or > '~' ? '_' : c));
        return $"filename=\"{plain}\"" + (plain == name ? "" : "; filename*=UTF-8''" + Uri.EscapeDataString(name));
    }

    private static FileExtensionContentTypeProvider MakeTypes()
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var extension in new[] { ".log", ".txt", ".yaml", ".yml", ".md" })
            types.Mappings[extension] = "text/plain; charset=utf-8";
        types.Mappings[".tgz"] = "application/gzip";
        return types;
    }

    private static ApiException NotFound() => new(404, 5, "Not Found");

    private static RequestDelegate Of(Func<HttpContext, Task> handle) => async context =>
    {
        try
        {
            await handle(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        catch (Exception error)
        {
            if (context.Response.HasStarted)
            {
                context.Abort(); // half an artifact must not look whole
                return;
            }

            var known = error is ArtifactRefusedException refused ? ApiException.Invalid(refused.Message)
                : error is Artifacts.StoreUnavailableException away ? ApiException.Unavailable(away.Message)
                : ApiReply.Known(error) ?? ApiReply.Defect(context, error);
            context.Response.Clear();
            context.Response.StatusCode = known.HttpStatus;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(known.Message, context.RequestAborted).ConfigureAwait(false);
        }
    };
}
