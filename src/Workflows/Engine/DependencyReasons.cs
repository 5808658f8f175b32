using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine;

/// <summary>Tasks and steps that have no node yet since others are open before them.</summary>
internal static class DependencyReasons
{
    private const int MostNames = 5;

    /// <summary>Adds them, up to the limit.</summary>
    public static void Add(WorkflowState state, List<WaitingReason> reasons, int limit)
    {
        foreach (var node in state.Nodes)
        {
            if (node.IsOver || reasons.Count >= limit)
                continue;
            if (node.Runtime is DagRuntime dag)
                AddTasks(state, node, dag, reasons, limit);
            else if (node.Runtime is StepsRuntime steps)
                AddSteps(state, node, steps, reasons, limit);
        }
    }

    private static void AddTasks(WorkflowState state, Node node, DagRuntime dag, List<WaitingReason> reasons, int limit)
    {
        var name = NodeNames.Name(state, node);
        foreach (var task in dag.Plan.Order)
        {
            if (reasons.Count >= limit)
                return;
            if (dag.OpenDependencies[task] == 0 || dag.TaskNodes[task] >= 0)
                continue;
            var open = dag.Plan.Dependencies[task].Where(before => dag.TaskNodes[before] < 0 || !state.Nodes[dag.TaskNodes[before]].IsSettled).ToList();
            var names = open.Take(MostNames).Select(before => $"{dag.Plan.Sites[before].Call.Name} ({(dag.TaskNodes[before] < 0 ? "waits too" : state.Nodes[dag.TaskNodes[before]].Phase.ToString())})");
            reasons.Add(new WaitingReason(name + dag.Plan.Sites[task].Suffix, WaitingKind.Dependency, $"depends on {string.Join(", ", names)}{(open.Count > MostNames ? $" and {open.Count - MostNames} more" : "")}"));
        }
    }

    private static void AddSteps(WorkflowState state, Node node, StepsRuntime steps, List<WaitingReason> reasons, int limit)
    {
        var name = NodeNames.Name(state, node);
        for (var group = steps.Groups.Count; group < node.Template!.Groups.Length; group++)
        {
            foreach (var site in node.Template.Groups[group])
            {
                if (reasons.Count >= limit)
                    return;
                reasons.Add(new WaitingReason($"{name}[{group}]{site.Suffix}", WaitingKind.Dependency, $"comes after step group [{group - 1}]"));
            }
        }
    }
}
