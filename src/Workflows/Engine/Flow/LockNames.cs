using Fleet.Workflows.Locks;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Which locks a <c>synchronization</c> names, and Argo's sentences about those that are none (its source <c>workflow/sync/lock_name.go</c>, <c>syncitems.go</c>).</summary>
internal static class LockNames
{
    /// <summary>The locks, each once, semaphores first. Items that name one lock in different ways are one; the same item twice is a mistake.</summary>
    /// <exception cref="SpecFormatException">One is none, or stands there twice.</exception>
    public static LockName[] Of(Synchronization synchronization, string @namespace)
    {
        if (synchronization.Semaphores.Distinct().Count() < synchronization.Semaphores.Count || synchronization.Mutexes.Distinct().Count() < synchronization.Mutexes.Count)
            throw Invalid("duplicate synchronization item found");
        IEnumerable<LockName> names =
        [
            .. synchronization.Semaphores.Select(semaphore => Of(semaphore, @namespace)),
            .. synchronization.Mutexes.Select(mutex => Checked(new LockName(mutex.Database ? LockKind.DatabaseMutex : LockKind.Mutex, mutex.Namespace ?? @namespace, mutex.Name))),
        ];
        return [.. names.Distinct()];
    }

    private static LockName Of(Spec.Semaphore semaphore, string @namespace) => semaphore switch
    {
        { ConfigMapKeyRef: not null, DatabaseKey: not null } => throw Invalid("invalid semaphore with both ConfigMapKeyRef and Database"),
        { ConfigMapKeyRef: { } key } => Checked(new LockName(LockKind.ConfigMap, semaphore.Namespace ?? @namespace, key.Name, key.Key)),
        { DatabaseKey: { } key } => Checked(new LockName(LockKind.Database, semaphore.Namespace ?? @namespace, key)),
        _ => throw Invalid("cannot get LockName for a Semaphore without a ConfigMapRef or Database"),
    };

    private static LockName Checked(LockName name)
    {
        if (name.Name.Length == 0)
            throw Invalid("Invalid lock key: ResourceName is missing");
        return name is { Kind: LockKind.ConfigMap, Key.Length: 0 } ? throw Invalid("Invalid lock key: Key is missing for ConfigMap lock") : name;
    }

    private static SpecFormatException Invalid(string message) => new($"requested configuration is invalid: {message}");
}
