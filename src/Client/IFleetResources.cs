using System.Text.Json;

namespace Fleet.Client;

/// <summary>
/// Objects beside workflows: kinds <c>WorkflowTemplate</c>, <c>ClusterWorkflowTemplate</c> (its namespace is ""), <c>ConfigMap</c> and <c>Secret</c>, whose values are never given back. Errors: <see cref="FleetApiException"/>.
/// </summary>
public interface IFleetResources
{
    /// <summary>Objects of a kind; a namespace of "" means all.</summary>
    Task<IReadOnlyList<JsonElement>> ListAsync(string kind, string @namespace, CancellationToken cancellationToken);

    /// <summary>An object.</summary>
    Task<JsonElement> GetAsync(string kind, string @namespace, string name, CancellationToken cancellationToken);

    /// <summary>Makes an object from its manifest.</summary>
    /// <returns>The object as stored.</returns>
    Task<JsonElement> CreateAsync(string kind, string @namespace, JsonElement manifest, CancellationToken cancellationToken);

    /// <summary>Replaces an object. One that says the same already keeps its resourceVersion.</summary>
    /// <returns>The object as stored.</returns>
    Task<JsonElement> UpdateAsync(string kind, string @namespace, string name, JsonElement manifest, CancellationToken cancellationToken);

    /// <summary>Deletes an object.</summary>
    Task DeleteAsync(string kind, string @namespace, string name, CancellationToken cancellationToken);
}
