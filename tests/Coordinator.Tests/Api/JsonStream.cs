using System.Text.Json;
using Fleet.Coordinator.Tests.Hosting;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>An open stream of JSON lines, read message by message.</summary>
internal sealed class JsonStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private JsonStream(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _reader = new StreamReader(stream);
    }

    public HttpResponseMessage Response => _response;

    /// <summary>Opens it: the headers have come.</summary>
    public static async Task<JsonStream> OpenAsync(HttpClient http, string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new JsonStream(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next raw line; null: the stream has ended.</summary>
    public async Task<string?> LineAsync() =>
        await _reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(EmbeddedFleet.Patience, TestContext.Current.CancellationToken);

    /// <summary>The next message's result.</summary>
    public async Task<JsonElement> NextAsync() => JsonDocument.Parse(await LineAsync() ?? throw new EndOfStreamException("The stream has ended.")).RootElement.GetProperty("result");

    /// <summary>Reads watch events until one fits.</summary>
    public async Task<JsonElement> UntilAsync(Func<string, JsonElement, bool> fits)
    {
        while (true)
        {
            var result = await NextAsync();
            if (fits(result.GetProperty("type").GetString()!, result.GetProperty("object"))) return result;
        }
    }

    /// <summary>Everything until the stream ends by itself.</summary>
    public async Task<List<JsonElement>> AllAsync()
    {
        var all = new List<JsonElement>();
        while (await LineAsync() is { } line) all.Add(JsonDocument.Parse(line).RootElement.GetProperty("result"));
        return all;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
