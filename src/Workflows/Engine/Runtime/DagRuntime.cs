using Fleet.Workflows.Engine.Plans;

namespace Fleet.Workflows.Engine.Runtime;

/// <summary>An open DAG node.</summary>
internal sealed class DagRuntime : BoundaryRuntime
{
    public DagRuntime(DagPlan plan)
    {
        Plan = plan;
        Remaining = plan.ReachableCount;
        TaskNodes = new int[plan.Sites.Count];
        Array.Fill(TaskNodes, -1);
        OpenDependencies = new int[plan.Sites.Count];
        for (var i = 0; i < OpenDependencies.Length; i++)
            OpenDependencies[i] = plan.Dependencies[i].Length;
        Ready = new SortedSet<int>(Comparer<int>.Create((one, other) => plan.Ranks[one].CompareTo(plan.Ranks[other])));
    }

    /// <summary>The graph.</summary>
    public DagPlan Plan { get; }

    /// <summary>Per task: its node; -1: none yet.</summary>
    public int[] TaskNodes { get; }

    /// <summary>Per task: dependencies that are not settled.</summary>
    public int[] OpenDependencies { get; }

    /// <summary>Tasks with a node that is not settled.</summary>
    public int Active { get; set; }

    /// <summary>Reachable tasks that are not settled.</summary>
    public int Remaining { get; set; }

    /// <summary>Tasks whose dependencies are settled and that were not yet looked at, in the plan's order.</summary>
    public SortedSet<int> Ready { get; }
}
