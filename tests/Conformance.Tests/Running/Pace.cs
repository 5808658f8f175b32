namespace Fleet.Conformance.Tests.Running;

/// <summary>When a run of a workflow may begin.</summary>
internal enum Pace
{
    /// <summary>A few at a time.</summary>
    Short,

    /// <summary>It takes long by its own sleeps: at once with the other long ones, so that they overlap.</summary>
    Long,

    /// <summary>It leaves its containers so little time that it is run when no short one runs, and the long ones have begun long ago.</summary>
    Quiet,
}
