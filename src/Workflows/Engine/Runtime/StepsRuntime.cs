namespace Fleet.Workflows.Engine.Runtime;

/// <summary>An open Steps node.</summary>
internal sealed class StepsRuntime : BoundaryRuntime
{
    /// <summary>Nodes of the groups that were started.</summary>
    public List<int> Groups { get; } = [];

    /// <summary>The first group that was over and failed then, since a daemon of it died; -1: none. The node fails with it.</summary>
    public int DeadGroup { get; set; } = -1;
}
