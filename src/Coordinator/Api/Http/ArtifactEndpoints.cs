using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Artifacts.Host;
using Fleet.Coordinator.ArtifactKeeping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace Fleet.Coordinator.Api.Http;

/// <summary>The coordinator's artifact store for workers and tools of other hosts (<see cref="HttpFleetArtifactStore"/>). Everything is streamed.</summary>
internal static class ArtifactEndpoints
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public static void MapArtifacts(this IEndpointRouteBuilder routes, OfferedStores stores, long mostBytes, StoreTrouble trouble)
    {
        routes.MapMethods(HostStoreRoutes.Object, ["GET", "HEAD"], Of(async context => await GetAsync(context, await StoreAsync(context, stores).ConfigureAwait(false)).ConfigureAwait(false)));
        routes.MapPut(HostStoreRoutes.Object, Of(async context =>
        {
            var store = await StoreAsync(context, stores).ConfigureAwait(false);
            await PutAsync(context, store, mostBytes, stores.IsOwn(store) ? trouble : null).ConfigureAwait(false);
        }));
        routes.MapDelete(HostStoreRoutes.Object, Of(async context =>
        {
            var store = await StoreAsync(context, stores).ConfigureAwait(false);
            await store.DeleteAsync(Key(context), context.RequestAborted).ConfigureAwait(false);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }));
        routes.MapGet(HostStoreRoutes.List, Of(async context => await ListAsync(context, await StoreAsync(context, stores).ConfigureAwait(false)).ConfigureAwait(false)));
    }

    private static async Task GetAsync(HttpContext context, IArtifactStore store)
    {
        var key = Key(context);
        if (HttpMethods.IsHead(context.Request.Method) && await HeadAsync(context, store, key).ConfigureAwait(false))
            return;
        var (content, tag) = await OpenAsync(store, key, context.RequestAborted).ConfigureAwait(false);
        if (content is null)
            throw new ApiException(404, 5, $"nothing is stored under the key '{key}'");
        // A slow reader is no attack: it unpacks what it reads. A dead one is noticed by the connection's keep-alive.
        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await Results.Stream(content, "application/octet-stream", entityTag: tag, enableRangeProcessing: true)
            .ExecuteAsync(context).ConfigureAwait(false);
    }

    private static async Task PutAsync(HttpContext context, IArtifactStore store, long mostBytes, StoreTrouble? trouble)
    {
        var key = Key(context);
        if (context.Request.ContentLength > mostBytes)
            throw TooLarge(key, mostBytes);
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        context.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        var body = new LimitedStream(context.Request.Body, mostBytes);
        await using (body.ConfigureAwait(false))
        {
            try
            {
                await store.PutAsync(key, body, context.RequestAborted).ConfigureAwait(false);
                trouble?.Took(key);
            }
            catch (StoreUnavailableException error)
            {
                trouble?.Failed(key, error.Message);
                throw;
            }
            catch (LimitedStream.ExceededException)
            {
                throw TooLarge(key, mostBytes);
            }
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (store is IContentVersions versions && await versions.VersionAsync(key, context.RequestAborted).ConfigureAwait(false) is { } version)
            context.Response.Headers.ETag = TagOf(version).ToString();
    }

    // Nothing is opened, and brought from elsewhere, to tell what is there.
    private static async Task<bool> HeadAsync(HttpContext context, IArtifactStore store, string key)
    {
        if (store is not IContentVersions versions || await versions.VersionAsync(key, context.RequestAborted).ConfigureAwait(false) is not { } version)
            return false;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ETag = TagOf(version).ToString();
        context.Response.Headers.AcceptRanges = "bytes";
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = version.Bytes;
        return true;
    }

    // Content and tag belong together, whatever is stored meanwhile.
    private static async Task<(Stream? Content, EntityTagHeaderValue? Tag)> OpenAsync(IArtifactStore store, string key, CancellationToken cancellationToken)
    {
        while (store is IContentVersions versions && await versions.VersionAsync(key, cancellationToken).ConfigureAwait(false) is { } version)
        {
            if (await versions.OpenAsync(key, version, cancellationToken).ConfigureAwait(false) is { } content)
                return (content, TagOf(version));
        }

        return (await store.OpenAsync(key, cancellationToken).ConfigureAwait(false), null);
    }

    private static EntityTagHeaderValue TagOf(ContentVersion version) => new(version.Sha256 is null ? $"\"{version.Name}\"" : $"\"{version.Tag}\"");

    private static async Task ListAsync(HttpContext context, IArtifactStore store)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await foreach (var found in store.ListAsync(context.Request.Query["prefix"].ToString(), context.RequestAborted).ConfigureAwait(false))
        {
            await context.Response.BodyWriter.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { key = found.Key, bytes = found.Bytes }), context.RequestAborted).ConfigureAwait(false);
            await context.Response.BodyWriter.WriteAsync(LineEnd, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static ApiException TooLarge(string key, long mostBytes) =>
        new(413, 8, $"the artifact '{key}' has more than {mostBytes} bytes, the most that this store takes; split it, or keep it in another store");

    private static Task<IArtifactStore> StoreAsync(HttpContext context, OfferedStores stores) =>
        stores.OpenAsync(Text(context, HostStoreRoutes.Namespace), Text(context, HostStoreRoutes.Place), context.RequestAborted);

    private static string? Text(HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } text] ? text : null;

    private static string Key(HttpContext context) => context.Request.Query["key"] is [{ } key] ? ArtifactKey.Checked(key)
        : throw ApiException.Invalid($"{context.Request.Path} needs one key: ?key=KEY");

    private static RequestDelegate Of(Func<HttpContext, Task> handle) => async context =>
    {
        context.Response.Headers[HostStoreRoutes.StoreHeader] = "1";
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
            var known = Known(error) ?? ApiReply.Known(error) ?? ApiReply.Defect(context, error);
            if (context.Response.HasStarted)
                context.Abort(); // half an answer must not look whole
            else
                await ApiReply.ErrorAsync(context, known).ConfigureAwait(false);
        }
    };

    private static ApiException? Known(Exception error) => error switch
    {
        ArtifactRefusedException => new ApiException(400, 3, error.Message),
        StoreUnavailableException => ApiException.Unavailable(error.Message),
        _ => null,
    };
}
