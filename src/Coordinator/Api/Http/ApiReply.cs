using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Fleet.Workflows.Expressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Replies in Argo's form: 200 with JSON, or status and <c>{"code","message"}</c>. The request's Content-Type is never looked at, an empty body is <c>{}</c>.</summary>
internal static partial class ApiReply
{
    // Longer ones are no empty body.
    private const int Blank = 4096;

    /// <summary>As readable as Go's: nothing is escaped that JSON does not ask for. The replies are JSON by their Content-Type, and never sniffed.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs a handler and writes what it gives, or its error.</summary>
    public static RequestDelegate Of(Func<HttpContext, Task<object?>> handle) => async context =>
    {
        try
        {
            var result = await handle(context).ConfigureAwait(false);
            context.Response.Headers["Grpc-Metadata-Argo-Version"] = ServerVersion.ArgoVersion;
            await WriteAsync(context, 200, result ?? new { }).ConfigureAwait(false);
        }
        catch (Exception error) when (error is Microsoft.AspNetCore.Connections.ConnectionResetException || (error is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested))
        {
            // The client has gone.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await ErrorAsync(context, Known(error) ?? Defect(context, error)).ConfigureAwait(false);
        }
    };

    /// <summary>What an exception is to a client; null: a defect.</summary>
    public static ApiException? Known(Exception error) => error switch
    {
        ApiException known => known,
        NotLeadingException standby => ApiException.Unavailable(standby.Message),
        LeadershipLostException lost => ApiException.Unavailable(lost.Message),
        StoreUnavailableException store => ApiException.Unavailable(store.Message),
        BadHttpRequestException { StatusCode: 413 } => TooLarge("far larger than what is taken"),
        BadHttpRequestException bad => new ApiException(bad.StatusCode, 3, bad.Message),
        _ => null,
    };

    /// <summary>What a client is told of a defect: that it is one. The server's log has the rest.</summary>
    public static ApiException Defect(HttpContext context, Exception error)
    {
        LogDefect(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiReply)), context.Request.Method, context.Request.Path, error);
        return new ApiException(500, 13, $"internal error ({error.GetType().Name}): this is a defect of Fleet, the server's log has the details");
    }

    /// <summary>Writes an error.</summary>
    public static Task ErrorAsync(HttpContext context, ApiException error)
    {
        context.Response.Headers.Remove("Grpc-Metadata-Argo-Version");
        if (error.RetryAfter is { } pause)
            context.Response.Headers.RetryAfter = pause.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return WriteAsync(context, error.HttpStatus, new { code = error.Code, message = error.Message });
    }

    /// <summary>Reads the body as a JSON object; empty, or <c>null</c>, is an empty one.</summary>
    public static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        var text = await BytesAsync(context).ConfigureAwait(false);
        if (text.Length <= Blank && Encoding.UTF8.GetString(text.Span).Trim() is "" or "null")
            text = "{}"u8.ToArray();
        var body = ParseJson("the body", text);
        return body.ValueKind == JsonValueKind.Object ? body : throw ApiException.Invalid("the body must be a JSON object");
    }

    // A key that stands twice is an error here as in a file: of two values one would be lost.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    // Over the bytes themselves: a large body is not there twice.
    private static JsonElement ParseJson(string what, ReadOnlyMemory<byte> text)
    {
        try
        {
            var read = JsonDocument.Parse(text, Strict).RootElement;
            return HalfCharacters.Problem(text.Span) is { } problem ? throw ApiException.Invalid($"{what} is no JSON: {problem}") : read;
        }
        catch (JsonException error)
        {
            throw ApiException.Invalid($"{what} is no JSON: {JsonFault.WithPlace(error)}");
        }
    }

    /// <summary>Reads JSON that a client wrote.</summary>
    public static JsonElement ParseJson(string what, string text) => ParseJson(what, Encoding.UTF8.GetBytes(text));

    /// <summary>A text member of a body; null: absent.</summary>
    public static string? Text(this JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member of a body that is true.</summary>
    public static bool Flag(this JsonElement body, string name) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Texts of a list member of a body; absent: none.</summary>
    public static IEnumerable<string> Texts(this JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(item => item.ToString()) : [];

    /// <summary>An object member of a body that must be there.</summary>
    public static JsonElement Required(this JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : throw ApiException.Invalid($"the body needs an object '{name}'");

    /// <summary>
    /// The body, up to the limit. What is beyond is read and thrown away before the answer: a client that still writes when its connection is closed never sees a 413.
    /// </summary>
    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpContext context)
    {
        var limit = context.RequestServices.GetRequiredService<BodyLimit>().Bytes;
        var size = context.Request.ContentLength;
        // What is too large is not kept.
        using var bytes = new MemoryStream(size <= limit ? (int)size : 0);
        var buffer = new byte[16 * 1024];
        int count;
        var total = 0L;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            total += count;
            if (total <= limit)
                bytes.Write(buffer, 0, count);
        }

        if (total > limit)
            throw TooLarge($"larger than {limit} bytes, more is not taken");
        // Only when it is whole: who sends slowly keeps nobody out, and what has come is little beside what is made of it.
        await context.RequestServices.GetRequiredService<BodyRoom>().EnterAsync(context, total).ConfigureAwait(false);
        var text = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        return Utf8.IsValid(text.Span) ? text : throw ApiException.Invalid("the body is not valid UTF-8");
    }

    private static ApiException TooLarge(string how) => new(413, 8, $"the body is {how} (FLEET_SUBMISSION_LIMIT): move large values into files or artifacts");

    private static async Task WriteAsync(HttpContext context, int status, object value)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, value.GetType(), Json, context.RequestAborted).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
    private static partial void LogDefect(ILogger logger, string method, string path, Exception error);
}
