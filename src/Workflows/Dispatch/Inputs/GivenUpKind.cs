namespace Fleet.Workflows.Dispatch;

/// <summary>Why a dispatch came to nothing.</summary>
public enum GivenUpKind
{
    /// <summary>It certainly never started, and will not.</summary>
    NotStarted,

    /// <summary>The engine itself killed the container (daemon restart, reboot).</summary>
    Killed,

    /// <summary>A container that ran is gone.</summary>
    Vanished,
}
