namespace Fleet.Workflows.Locks;

/// <summary>Which lock. Its text is Argo's: <c>NAMESPACE/Mutex/NAME</c>, <c>NAMESPACE/ConfigMap/NAME/KEY</c>, <c>NAMESPACE/Database/NAME</c>.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Namespace">Namespace.</param>
/// <param name="Name">Name of the mutex, the ConfigMap or the limit.</param>
/// <param name="Key">Key in the ConfigMap; empty for other kinds.</param>
public readonly record struct LockName(LockKind Kind, string Namespace, string Name, string Key = "")
{
    /// <summary>It has one place, always.</summary>
    public bool IsMutex => Kind is LockKind.Mutex or LockKind.DatabaseMutex;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        LockKind.Mutex => $"{Namespace}/Mutex/{Name}",
        LockKind.ConfigMap => $"{Namespace}/ConfigMap/{Name}/{Key}",
        _ => $"{Namespace}/Database/{Name}",
    };
}
