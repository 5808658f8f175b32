using System.Text.Json;
using Fleet.Client;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Storage;

namespace Fleet.Cli.Hosting;

/// <summary>Objects beside workflows without HTTP: the same handlers, called in process.</summary>
internal sealed class InProcessResources(ResourceService service) : IFleetResources
{
    public Task<IReadOnlyList<JsonElement>> ListAsync(string kind, string @namespace, CancellationToken cancellationToken) =>
        InProcessApi.Call(async () => (await service.ListAsync(kind, @namespace, new ListOptions(), null, cancellationToken)).Items);

    public Task<JsonElement> GetAsync(string kind, string @namespace, string name, CancellationToken cancellationToken) =>
        InProcessApi.Call(() => service.GetAsync(new ResourceKey(kind, @namespace, name), cancellationToken));

    public Task<JsonElement> CreateAsync(string kind, string @namespace, JsonElement manifest, CancellationToken cancellationToken) =>
        InProcessApi.Call(() => service.CreateAsync(kind, @namespace, manifest, cancellationToken));

    public Task<JsonElement> UpdateAsync(string kind, string @namespace, string name, JsonElement manifest, CancellationToken cancellationToken) =>
        InProcessApi.Call(() => service.UpdateAsync(new ResourceKey(kind, @namespace, name), manifest, cancellationToken));

    public Task DeleteAsync(string kind, string @namespace, string name, CancellationToken cancellationToken) => InProcessApi.Call(async () =>
    {
        await service.DeleteAsync(new ResourceKey(kind, @namespace, name), cancellationToken);
        return true;
    });
}
