using Fleet.Coordinator.Storage;
using Fleet.Workflows.Locks;

namespace Fleet.Coordinator.Resources;

/// <summary>Limits of semaphores among the objects beside workflows.</summary>
/// <param name="book">The objects.</param>
internal sealed class ResourceLimits(ResourceBook book) : ILimitSource
{
    /// <summary>An object of this kind may be a limit, or have one in it.</summary>
    public static bool MayHold(ResourceKey key) => key.Kind is ResourceKinds.ConfigMap or ResourceKinds.SyncLimit;

    public IReadOnlyDictionary<string, string>? ConfigMap(string @namespace, string name) => book.ConfigMap(@namespace, name);

    public int? SyncLimit(string @namespace, string key) =>
        book.Find(new ResourceKey(ResourceKinds.SyncLimit, @namespace, key)) is { } row ? Resources.SyncLimit.Read(row.Manifest) : null;
}
