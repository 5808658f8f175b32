namespace Fleet.Workflows.Dispatch;

/// <summary>State of a live task. The numbers are stored.</summary>
public enum LiveTaskState
{
    /// <summary>Waits to be issued. Its last dispatch stays current until the next one is issued (rule 17).</summary>
    Ready = 1,

    /// <summary>Issued to a session, to run or to adopt.</summary>
    Assigned = 2,

    /// <summary>Its session is over; it waits for a worker of its engine that has said hello (rule 4).</summary>
    Orphan = 3,
}
