namespace Fleet.Worker.Containers.Processes;

/// <summary>How a task's process is kept from harming the host, best first. The names are the words of the scripts.</summary>
internal enum Rung
{
    /// <summary>Root, with namespaces of its own and an overlay over the whole host.</summary>
    Overlay,

    /// <summary>Root, with namespaces of its own and the host read-only: where the kernel has no overlay.</summary>
    ReadOnly,

    /// <summary>An ordinary user in a user namespace, with the host read-only.</summary>
    User,

    /// <summary>No protection at all.</summary>
    Unprotected,
}
