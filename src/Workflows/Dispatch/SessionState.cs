namespace Fleet.Workflows.Dispatch;

/// <summary>State of a session. The numbers are stored; a session that is over is removed.</summary>
public enum SessionState
{
    /// <summary>Welcomed, no beat yet: claims nothing, but keeps its engine from being given up.</summary>
    Pending = 1,

    /// <summary>Has beaten.</summary>
    Live = 2,
}
