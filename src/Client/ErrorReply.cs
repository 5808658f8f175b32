using System.Text.Json;

namespace Fleet.Client;

/// <summary>Reads Argo's error bodies: <c>{"code","message"}</c>, and within streams <c>{"error":{"grpc_code","http_code","message"}}</c>.</summary>
internal static class ErrorReply
{
    /// <summary>The error of a reply that is no success.</summary>
    public static async Task<FleetApiException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var body = JsonSerializer.Deserialize<JsonElement>(text);
            return ToException(status, body.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? error : body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new FleetApiException(status, 2, $"the server answered {status} {response.ReasonPhrase}: {text}", e);
        }
    }

    /// <summary>The error in a body.</summary>
    public static FleetApiException ToException(int status, JsonElement error) => new(
        Number(error, "http_code") ?? status, Number(error, "grpc_code") ?? Number(error, "code") ?? 2,
        error.TryGetProperty("message", out var message) ? message.GetString() ?? "" : error.GetRawText());

    private static int? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : null;
}
