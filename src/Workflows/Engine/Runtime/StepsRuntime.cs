namespace Fleet.Workflows.Engine.Runtime;

/// <summary>An open Steps node.</summary>
internal sealed class StepsRuntime : BoundaryRuntime
{
    /// <summary>Nodes of the groups that were started.</summary>
    public List<int> Groups { get; } = [];
}
