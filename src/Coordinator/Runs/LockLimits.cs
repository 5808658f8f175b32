using System.Globalization;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Locks;

namespace Fleet.Coordinator.Runs;

/// <summary>Where limits of semaphores stand: a key of a ConfigMap, or a limit of Fleet's own database (<c>fleet sync</c>).</summary>
internal static class LockLimits
{
    /// <summary>An object of this kind may be a limit, or have one in it.</summary>
    public static bool MayHold(ResourceKey key) => key.Kind is ResourceKinds.ConfigMap or ResourceKinds.SyncLimit;

    /// <summary>The limit of a lock as it is now.</summary>
    public static LockLimit Of(ResourceBook book, LockName name) => name.Kind switch
    {
        LockKind.ConfigMap => OfConfigMap(book, name),
        LockKind.Database => book.Find(new ResourceKey(ResourceKinds.SyncLimit, name.Namespace, name.Name)) is { } row
            ? Places(SyncLimit.Read(row.Manifest), $"the limit {name.Name} of namespace {name.Namespace}")
            : new LockLimit(0, $"there is no limit {name.Name} in namespace {name.Namespace}: make one with fleet sync create {name.Name} --type database --limit N"),
        _ => LockLimit.One,
    };

    private static LockLimit OfConfigMap(ResourceBook book, LockName name)
    {
        if (book.ConfigMap(name.Namespace, name.Name) is not { } data)
            return new LockLimit(0, $"there is no ConfigMap {name.Name} in namespace {name.Namespace}");
        var where = $"key {name.Key} of ConfigMap {name.Name} in namespace {name.Namespace}";
        if (!data.TryGetValue(name.Key, out var text)) return new LockLimit(0, $"there is no {where}");
        return int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var places) ? Places(places, where) : new LockLimit(0, $"{where} is '{text}', not a whole number");
    }

    private static LockLimit Places(int places, string where) =>
        places > 0 ? new LockLimit(places) : new LockLimit(0, string.Create(CultureInfo.InvariantCulture, $"{where} is {places}"));
}
