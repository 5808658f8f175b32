namespace Fleet.Workflows.Engine.Runtime;

/// <summary>An open Steps node.</summary>
internal sealed class StepsRuntime : BoundaryRuntime
{
    /// <summary>Nodes of the groups that were started.</summary>
    public List<int> Groups { get; } = [];

    /// <summary>Steps of groups that are over whose hooks run, since their daemon died: nothing comes before they are over.</summary>
    public int LateSteps { get; set; }

    /// <summary>The first group that was over and failed then, since a daemon of it died; -1: none. The node fails with it.</summary>
    public int DeadGroup { get; set; } = -1;
}
