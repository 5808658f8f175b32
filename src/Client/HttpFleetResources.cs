using System.Text.Json;

namespace Fleet.Client;

/// <summary>Objects beside workflows over HTTP: templates under Argo's paths, ConfigMaps and Secrets under Kubernetes'.</summary>
/// <param name="send">Sends a request and reads the answer.</param>
internal sealed class HttpFleetResources(Func<HttpMethod, string, object?, CancellationToken, Task<JsonElement>> send) : IFleetResources
{
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string kind, string @namespace, CancellationToken cancellationToken)
    {
        var path = IsKubernetes(kind) && @namespace.Length == 0 ? $"api/v1/{kind.ToLowerInvariant()}s" : Path(kind, @namespace);
        var reply = await send(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
        return reply.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [];
    }

    public Task<JsonElement> GetAsync(string kind, string @namespace, string name, CancellationToken cancellationToken) =>
        send(HttpMethod.Get, Path(kind, @namespace, name), null, cancellationToken);

    public Task<JsonElement> CreateAsync(string kind, string @namespace, JsonElement manifest, CancellationToken cancellationToken) =>
        send(HttpMethod.Post, Path(kind, @namespace), Body(kind, @namespace, manifest), cancellationToken);

    public Task<JsonElement> UpdateAsync(string kind, string @namespace, string name, JsonElement manifest, CancellationToken cancellationToken) =>
        send(HttpMethod.Put, Path(kind, @namespace, name), Body(kind, @namespace, manifest), cancellationToken);

    public Task DeleteAsync(string kind, string @namespace, string name, CancellationToken cancellationToken) =>
        send(HttpMethod.Delete, Path(kind, @namespace, name), null, cancellationToken);

    private static JsonElement Body(string kind, string @namespace, JsonElement manifest) =>
        IsKubernetes(kind) ? manifest : JsonSerializer.SerializeToElement(new { @namespace, template = manifest });

    private static bool IsKubernetes(string kind) => kind is "ConfigMap" or "Secret";

    private static string Path(string kind, string @namespace, string? name = null)
    {
        var ns = Uri.EscapeDataString(@namespace);
        var root = kind switch
        {
            "WorkflowTemplate" => $"api/v1/workflow-templates/{ns}",
            "ClusterWorkflowTemplate" => "api/v1/cluster-workflow-templates",
            "ConfigMap" or "Secret" => $"api/v1/namespaces/{ns}/{kind.ToLowerInvariant()}s",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind of object beside workflows"),
        };
        return name is null ? root : $"{root}/{Uri.EscapeDataString(name)}";
    }
}
