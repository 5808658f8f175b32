using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Api;

/// <summary>The pods of a node: users name nodes as they see them (id, name, display name), logs are kept by pod.</summary>
internal static class LogPods
{
    /// <summary>The query with the pods of the node that it names: its own, and those of its attempts and of what is below it. As it is where no node has that name.</summary>
    public static async Task<LogQuery> ResolveAsync(IFleetStore store, Guid uid, LogQuery query, CancellationToken cancellationToken)
    {
        if (await store.LoadShownAsync(uid, cancellationToken).ConfigureAwait(false) is not { } stored)
            return query;
        var state = WorkflowState.Load(stored.Record, stored.Nodes);
        var nodes = Enumerable.Range(0, state.NodeCount).Select(state.Describe).ToArray();
        var meant = nodes.Where(node => node.PodName != query.PodName && (node.Id == query.PodName || node.Name == query.PodName || node.DisplayName == query.PodName)).ToArray();
        var pods = nodes.Where(node => node.PodName is not null && meant.Any(over => IsBelow(node.Name, over.Name))).Select(node => node.PodName!).Distinct(StringComparer.Ordinal).ToArray();
        return pods.Length == 0 ? query : query with { PodNames = pods };
    }

    private static bool IsBelow(string name, string over) =>
        name.StartsWith(over, StringComparison.Ordinal) && (name.Length == over.Length || name[over.Length] is '.' or '[' or '(');
}
