namespace Fleet.Worker.Execution;

/// <summary>What a container is to its pod.</summary>
internal enum PodPart
{
    /// <summary>Keeps the network namespace while the others come and go; it has no effect of its own.</summary>
    Sandbox,

    /// <summary>Runs to its end before the next one and before the main ones.</summary>
    Init,

    /// <summary>The work itself: its exit code counts.</summary>
    Main,

    /// <summary>Runs beside the main ones and is stopped when they have ended.</summary>
    Sidecar,
}
