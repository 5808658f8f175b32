using System.Text.Json;

namespace Fleet.Client;

/// <summary>Limits of semaphores over HTTP, under Argo's paths.</summary>
/// <param name="send">Sends a request and reads the answer.</param>
internal sealed class HttpFleetSync(Func<HttpMethod, string, object?, CancellationToken, Task<JsonElement>> send) : IFleetSync
{
    public Task<JsonElement> CreateAsync(string @namespace, SyncLimitRequest request, CancellationToken cancellationToken) =>
        send(HttpMethod.Post, Path(@namespace), Body(@namespace, request), cancellationToken);

    public Task<JsonElement> GetAsync(string @namespace, string type, string key, CancellationToken cancellationToken) =>
        send(HttpMethod.Get, Path(@namespace, key) + new QueryText().Add("type", type), null, cancellationToken);

    public Task<JsonElement> UpdateAsync(string @namespace, SyncLimitRequest request, CancellationToken cancellationToken) =>
        send(HttpMethod.Put, Path(@namespace, request.Key), Body(@namespace, request), cancellationToken);

    public Task DeleteAsync(string @namespace, string type, string key, CancellationToken cancellationToken) =>
        send(HttpMethod.Delete, Path(@namespace, key) + new QueryText().Add("type", type), null, cancellationToken);

    private static object Body(string @namespace, SyncLimitRequest request) => new { @namespace, key = request.Key, type = request.Type, limit = request.Limit };

    private static string Path(string @namespace, string? key = null) =>
        "api/v1/sync/" + Uri.EscapeDataString(@namespace) + (key is null ? "" : "/" + Uri.EscapeDataString(key));
}
