namespace Fleet.Workflows.Locks;

/// <summary>Kinds of locks. Each is a name space of its own.</summary>
public enum LockKind : byte
{
    /// <summary>A mutex.</summary>
    Mutex,

    /// <summary>A semaphore whose limit stands in a key of a ConfigMap.</summary>
    ConfigMap,

    /// <summary>A mutex with <c>database: true</c>.</summary>
    DatabaseMutex,

    /// <summary>A semaphore whose limit stands in the database.</summary>
    Database,
}
