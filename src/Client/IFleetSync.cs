using System.Text.Json;

namespace Fleet.Client;

/// <summary>Limits of semaphores, in Argo's shapes: <c>{"key","namespace","limit","type"}</c>. Errors: <see cref="FleetApiException"/>.</summary>
public interface IFleetSync
{
    /// <summary>Makes a limit.</summary>
    /// <returns>The limit.</returns>
    Task<JsonElement> CreateAsync(string @namespace, SyncLimitRequest request, CancellationToken cancellationToken);

    /// <summary>A limit.</summary>
    Task<JsonElement> GetAsync(string @namespace, string type, string key, CancellationToken cancellationToken);

    /// <summary>Changes a limit. Who holds the semaphore goes on holding it; who waits for it is let in when there is room.</summary>
    /// <returns>The limit.</returns>
    Task<JsonElement> UpdateAsync(string @namespace, SyncLimitRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes a limit.</summary>
    Task DeleteAsync(string @namespace, string type, string key, CancellationToken cancellationToken);
}
