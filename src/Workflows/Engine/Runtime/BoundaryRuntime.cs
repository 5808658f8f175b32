namespace Fleet.Workflows.Engine.Runtime;

/// <summary>Counters of an open Steps or DAG node over its direct children of type Pod, Steps and DAG (what <c>template.parallelism</c> counts).</summary>
internal abstract class BoundaryRuntime
{
    /// <summary>Children that are open.</summary>
    public int ActiveChildren { get; set; }

    /// <summary>Children that are Failed or Error.</summary>
    public int UnsuccessfulChildren { get; set; }
}
