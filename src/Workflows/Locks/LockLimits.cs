using System.Globalization;

namespace Fleet.Workflows.Locks;

/// <summary>Reads limits of semaphores: a key of a ConfigMap, or a limit of Fleet's own database (<c>fleet sync</c>).</summary>
public static class LockLimits
{
    /// <summary>The limit of a lock as it is now.</summary>
    /// <param name="source">Where limits stand.</param>
    /// <param name="name">The lock.</param>
    /// <returns>Its limit; without a place it says why.</returns>
    public static LockLimit Of(ILimitSource source, LockName name)
    {
        ArgumentNullException.ThrowIfNull(source);
        return name.Kind switch
        {
            LockKind.ConfigMap => OfConfigMap(source, name),
            LockKind.Database => source.SyncLimit(name.Namespace, name.Name) is { } places
                ? Places(places, $"the limit {name.Name} of namespace {name.Namespace}")
                : new LockLimit(0, $"there is no limit {name.Name} in namespace {name.Namespace}: make one with fleet sync create {name.Name} --type database --limit N"),
            _ => LockLimit.One,
        };
    }

    /// <summary>The limits of several locks, in their order.</summary>
    public static LockLimit[] Of(ILimitSource source, IEnumerable<LockName> names) => [.. names.Select(name => Of(source, name))];

    private static LockLimit OfConfigMap(ILimitSource source, LockName name)
    {
        if (source.ConfigMap(name.Namespace, name.Name) is not { } data)
            return new LockLimit(0, $"there is no ConfigMap {name.Name} in namespace {name.Namespace}: make it with fleet apply (one in the workflow's own file is not shared, and limits nothing)");
        var where = $"key {name.Key} of ConfigMap {name.Name} in namespace {name.Namespace}";
        if (!data.TryGetValue(name.Key, out var text)) return new LockLimit(0, $"there is no {where}");
        return int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var places) ? Places(places, where) : new LockLimit(0, $"{where} is '{text}', not a whole number");
    }

    private static LockLimit Places(int places, string where) =>
        places > 0 ? new LockLimit(places) : new LockLimit(0, string.Create(CultureInfo.InvariantCulture, $"{where} is {places}"));
}
