using System.Text.Json;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Microsoft.AspNetCore.Http;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Replies in Argo's form: 200 with JSON, or status and <c>{"code","message"}</c>. The request's Content-Type is never looked at, an empty body is <c>{}</c>.</summary>
internal static class ApiReply
{
    private const long BodyLimit = Contracts.MessageLimits.SubmissionBytes + 4096;

    /// <summary>Runs a handler and writes what it gives, or its error.</summary>
    public static RequestDelegate Of(Func<HttpContext, Task<object?>> handle) => async context =>
    {
        try
        {
            var result = await handle(context).ConfigureAwait(false);
            context.Response.Headers["Grpc-Metadata-Argo-Version"] = ServerVersion.ArgoVersion;
            await WriteAsync(context, 200, result ?? new { }).ConfigureAwait(false);
        }
        catch (Exception error) when (Known(error) is { } known && !context.Response.HasStarted)
        {
            await ErrorAsync(context, known).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
    };

    /// <summary>What an exception is to a client; null: a defect, the server's log has it.</summary>
    public static ApiException? Known(Exception error) => error switch
    {
        ApiException known => known,
        NotLeadingException standby => ApiException.Unavailable(standby.Message),
        LeadershipLostException lost => ApiException.Unavailable(lost.Message),
        StoreUnavailableException store => ApiException.Unavailable(store.Message),
        JsonException json => ApiException.Invalid("the body is no JSON: " + json.Message),
        BadHttpRequestException bad => new ApiException(bad.StatusCode, 3, bad.Message),
        _ => null,
    };

    /// <summary>Writes an error.</summary>
    public static Task ErrorAsync(HttpContext context, ApiException error) => WriteAsync(context, error.HttpStatus, new { code = error.Code, message = error.Message });

    /// <summary>Reads the body as a JSON object.</summary>
    public static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > BodyLimit)
            throw new ApiException(413, 3, $"the body has {context.Request.ContentLength} bytes; at most {BodyLimit} are taken");
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(text))
            text = "{}";
        var body = JsonSerializer.Deserialize<JsonElement>(text);
        return body.ValueKind == JsonValueKind.Object ? body : throw ApiException.Invalid("the body must be a JSON object");
    }

    /// <summary>A text member of a body; null: absent.</summary>
    public static string? Text(this JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>An object member of a body that must be there.</summary>
    public static JsonElement Required(this JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : throw ApiException.Invalid($"the body needs an object '{name}'");

    private static async Task WriteAsync(HttpContext context, int status, object value)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, value.GetType(), cancellationToken: context.RequestAborted).ConfigureAwait(false);
    }
}
