namespace Fleet.Contracts;

/// <summary>How a dispatch ended.</summary>
public enum TaskEnd
{
    /// <summary>The main container exited by itself; its exit code says how. Accepted from any session, the first wins.</summary>
    Exited,

    /// <summary>It was stopped on <see cref="TaskCancel"/>.</summary>
    Cancelled,

    /// <summary>It was stopped because its deadline had passed.</summary>
    DeadlineExceeded,

    /// <summary>It cannot run at all here or anywhere (image missing, invalid container): the node is Error, it is not issued again.</summary>
    Refused,

    /// <summary>The engine itself killed the container (daemon restart, reboot): accepted from the assigned session only; leads to the next dispatch.</summary>
    Killed,

    /// <summary>A container that ran is gone: accepted from the assigned session only; leads to the next dispatch.</summary>
    Vanished,
}
