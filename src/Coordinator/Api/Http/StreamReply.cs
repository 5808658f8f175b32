using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.Coordinator.Api.Http;

/// <summary>
/// Streams in Argo's form: server-sent events for <c>Accept: text/event-stream</c>, else one JSON object a line. Headers go out at once; a comment line every 15 s keeps
/// the connection; an error after the first message is the last chunk.
/// </summary>
internal sealed class StreamReply(HttpContext context, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly bool events = string.Equals(context.Request.Headers.Accept, "text/event-stream", StringComparison.OrdinalIgnoreCase);
    private readonly SemaphoreSlim gate = new(1, 1);
    private ITimer? keepAlive;

    /// <summary>Sends each item of a sequence until it ends, the client goes, or the server stops. What fails while it is opened is a plain error.</summary>
    /// <param name="time">Time.</param>
    /// <param name="open">Opens the sequence.</param>
    /// <param name="message">What is sent of an item.</param>
    /// <param name="stopping">The server stops.</param>
    /// <param name="unfinished">The error that says that the server stops before the end, where the end of a stream says that it is whole; null: it just ends, and clients open it again.</param>
    public static RequestDelegate Of<T>(
        TimeProvider time, Func<HttpContext, CancellationToken, Task<IAsyncEnumerable<T>>> open, Func<T, object> message, CancellationToken stopping, string? unfinished = null) => async context =>
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await using var reply = new StreamReply(context, time);
        try
        {
            var items = await open(context, ended.Token).ConfigureAwait(false);
            await reply.BeginAsync().ConfigureAwait(false);
            await foreach (var item in items.WithCancellation(ended.Token).ConfigureAwait(false))
                await reply.SendAsync(new { result = message(item) }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            if (unfinished is not null && !context.RequestAborted.IsCancellationRequested)
                await reply.FailAsync(ApiException.Unavailable(unfinished)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await reply.FailAsync(ApiReply.Known(error) ?? ApiReply.Defect(context, error)).ConfigureAwait(false);
        }
    };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (keepAlive is not null)
            await keepAlive.DisposeAsync().ConfigureAwait(false);
        gate.Dispose();
    }

    private async Task BeginAsync()
    {
        context.Response.ContentType = events ? "text/event-stream" : "application/json";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-cache";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        if (events)
            keepAlive = time.CreateTimer(_ => _ = WriteAsync(":\n"), null, KeepAlive, KeepAlive);
    }

    private Task SendAsync(object message)
    {
        var json = JsonSerializer.Serialize(message, ApiReply.Json);
        return WriteAsync(events ? $"data: {json} \n\n\n" : json + "\n");
    }

    private async Task FailAsync(ApiException error)
    {
        var status = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(error.HttpStatus);
        var detail = new { grpc_code = error.Code, http_code = error.HttpStatus, message = error.Message, http_status = status };
        if (context.Response.HasStarted)
        {
            await SendAsync(new { error = detail }).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = error.HttpStatus;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { error = detail, code = error.Code, message = error.Message }, ApiReply.Json), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task WriteAsync(string text)
    {
        try
        {
            await gate.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return; // a keep-alive that fired while the stream ended
        }

        try
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
