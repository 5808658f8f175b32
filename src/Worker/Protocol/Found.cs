namespace Fleet.Worker.Protocol;

/// <summary>What there is of a dispatch on the engine. To be looked up by labels, not by name: a void that was interrupted leaves another name.</summary>
public enum Found
{
    /// <summary>No container of it.</summary>
    Nothing,

    /// <summary>Containers, but main was never started (a half-built pod).</summary>
    Created,

    /// <summary>Main runs.</summary>
    Running,

    /// <summary>Main has ended by itself.</summary>
    Exited,

    /// <summary>The engine itself ended main (daemon restart, reboot), so that its exit code tells nothing.</summary>
    Killed,
}
