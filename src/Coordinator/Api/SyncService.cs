using System.Text.Json;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Limits of semaphores that stand in the database, in Argo's shapes and words (its source <c>server/sync</c>). Those of ConfigMaps are changed with the ConfigMap itself.</summary>
/// <param name="store">The store.</param>
/// <param name="commands">Where changes go.</param>
public sealed class SyncService(IFleetStore store, IResourceCommands commands)
{
    /// <summary>The type of limits of the database.</summary>
    public const string Database = "DATABASE";

    /// <summary>A limit.</summary>
    public async Task<JsonElement> GetAsync(string ns, string? type, string key, CancellationToken cancellationToken)
    {
        var limit = Key(ns, type, key);
        return await store.FindResourceAsync(limit, cancellationToken).ConfigureAwait(false) is { } row ? Reply(row) : throw NotFound(limit);
    }

    /// <summary>Makes a limit.</summary>
    public Task<JsonElement> CreateAsync(string ns, string? type, string key, long limit, CancellationToken cancellationToken) =>
        ChangeAsync(ResourceAction.Create, Key(ns, type, key), limit, cancellationToken);

    /// <summary>Changes a limit.</summary>
    public Task<JsonElement> UpdateAsync(string ns, string? type, string key, long limit, CancellationToken cancellationToken) =>
        ChangeAsync(ResourceAction.Update, Key(ns, type, key), limit, cancellationToken);

    /// <summary>Deletes a limit; who holds the semaphore goes on holding it.</summary>
    public async Task DeleteAsync(string ns, string? type, string key, CancellationToken cancellationToken)
    {
        var change = new ResourceChange(ResourceAction.Delete, Key(ns, type, key));
        if ((await commands.ChangeAsync(change, cancellationToken).ConfigureAwait(false)).Outcome == ResourceOutcome.NotFound) throw NotFound(change.Key);
    }

    private async Task<JsonElement> ChangeAsync(ResourceAction action, ResourceKey key, long limit, CancellationToken cancellationToken)
    {
        if (limit <= 0) throw ApiException.Invalid("limit must be greater than zero");
        if (limit > int.MaxValue) throw ApiException.Invalid($"limit must be at most {int.MaxValue}");
        var reply = await commands.ChangeAsync(new ResourceChange(action, key) { Manifest = SyncLimit.Write((int)limit) }, cancellationToken).ConfigureAwait(false);
        return reply.Outcome switch
        {
            ResourceOutcome.NotFound => throw NotFound(key),
            ResourceOutcome.Exists => throw new ApiException(409, 6, $"Database sync limit already exists in namespace \"{key.Namespace}\"."),
            _ => Reply(reply.Row!),
        };
    }

    private static JsonElement Reply(ResourceRow row) =>
        JsonSerializer.SerializeToElement(new { key = row.Key.Name, @namespace = row.Key.Namespace, limit = SyncLimit.Read(row.Manifest), type = Database });

    private static ResourceKey Key(string ns, string? type, string key)
    {
        if (type is not (Database or "1"))
        {
            throw type is null or "" or "0" or "CONFIGMAP" or "CONFIG_MAP"
                ? new ApiException(501, 12, "limits of ConfigMaps are changed with the ConfigMap itself (fleet apply); here are those of type DATABASE")
                : ApiException.Invalid($"unsupported sync config type: {type}");
        }

        return key.Length == 0 ? throw ApiException.Invalid("key is required") : new ResourceKey(ResourceKinds.SyncLimit, ns.Length == 0 ? ResourceKinds.DefaultNamespace : ns, key);
    }

    private static ApiException NotFound(ResourceKey key) => new(404, 5, $"Database sync limit not found in namespace \"{key.Namespace}\".");
}
