namespace Fleet.Worker.Protocol;

/// <summary>Where a held dispatch is.</summary>
public enum HeldState
{
    /// <summary>Taken: image, volumes, older dispatches; no container yet.</summary>
    Taken,

    /// <summary>A create has been permitted: containers may exist, none was started.</summary>
    Building,

    /// <summary>A start has been permitted: from here on it may have an effect.</summary>
    Starting,

    /// <summary>Main runs, or is followed.</summary>
    Running,

    /// <summary>To be taken over: the executor looks what there is.</summary>
    Adopting,

    /// <summary>Found created and not started: being renamed and removed.</summary>
    Voiding,

    /// <summary>It ended; the result is told until it is settled.</summary>
    Ended,

    /// <summary>It never started and will not; this is told until it is settled.</summary>
    NotStarted,
}
