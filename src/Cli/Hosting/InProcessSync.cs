using System.Text.Json;
using Fleet.Client;
using Fleet.Coordinator.Api;

namespace Fleet.Cli.Hosting;

/// <summary>Limits of semaphores without HTTP: the same handlers, called in process.</summary>
internal sealed class InProcessSync(SyncService service) : IFleetSync
{
    public Task<JsonElement> CreateAsync(string @namespace, SyncLimitRequest request, CancellationToken cancellationToken) =>
        InProcessApi.Call(() => service.CreateAsync(@namespace, request.Type, request.Key, request.Limit, cancellationToken));

    public Task<JsonElement> GetAsync(string @namespace, string type, string key, CancellationToken cancellationToken) =>
        InProcessApi.Call(() => service.GetAsync(@namespace, type, key, cancellationToken));

    public Task<JsonElement> UpdateAsync(string @namespace, SyncLimitRequest request, CancellationToken cancellationToken) =>
        InProcessApi.Call(() => service.UpdateAsync(@namespace, request.Type, request.Key, request.Limit, cancellationToken));

    public Task DeleteAsync(string @namespace, string type, string key, CancellationToken cancellationToken) => InProcessApi.Call(async () =>
    {
        await service.DeleteAsync(@namespace, type, key, cancellationToken);
        return true;
    });
}
