using System.Net;
using System.Text.Json;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>What came back from one call.</summary>
public sealed record Reply(HttpStatusCode Status, JsonElement Json, string ContentType, string? ArgoVersion)
{
    public static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Reply(
            response.StatusCode,
            text.Length == 0 ? default : JsonDocument.Parse(text).RootElement,
            response.Content.Headers.ContentType?.ToString() ?? "",
            response.Headers.TryGetValues("Grpc-Metadata-Argo-Version", out var versions) ? string.Join(",", versions) : null);
    }

    /// <summary>Status, gRPC code and message of an error.</summary>
    public (int Status, int Code, string Message) Error => ((int)Status, Json.GetProperty("code").GetInt32(), Json.GetProperty("message").GetString()!);
}
