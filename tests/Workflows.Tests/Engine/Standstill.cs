using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Locks;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>
/// A workflow can keep itself from ending, as in Argo: a retried task holds a lock while its next attempt waits for a place of <c>parallelism</c>, and what has the place waits for the lock.
/// Nothing else stands still, and what waits must wait for what is truly taken.
/// </summary>
internal static class Standstill
{
    /// <summary>The run has ended, or cannot.</summary>
    public static void AssertEnded(VirtualRun run, string seed)
    {
        var state = run.State;
        if (state.IsFinished)
        {
            Assert.All(run.View().Nodes, node => Assert.False(node.Phase is "Pending" or "Running", $"{seed}: {node.Name} is {node.Phase}"));
            return;
        }

        var text = $"{seed}: {state.Phase}, waits: {string.Join("; ", state.WaitingReasons().Select(r => $"{r.Node}: {r.Text}"))}\n{run.View().Json}";
        Assert.True(state.WaitingReasons().All(reason => reason.Kind == WaitingKind.TemplateParallelism), text);
        Assert.True(state.Waiting.Boundaries.Where(boundary => state.Waiting.Boundary(boundary)!.Count > 0).All(boundary => IsFull(state, boundary)), text);
        var claims = run.Locks.Claims.Where(claim => !claim.Holds).ToList();
        Assert.True(claims.All(claim => claim.Request.Locks.Any(name => IsTaken(run, name))), text);
        Assert.True(state.Nodes.Where(node => !node.IsFulfilled && node.Type == NodeType.Pod).All(node => claims.Exists(claim => claim.Holder.Ordinal == node.Ordinal)), text);
        Assert.True(run.Locks.Claims.Any(claim => claim.Holds && IsBlocked(state, claim)), text);
    }

    private static bool IsFull(WorkflowState state, int boundary) =>
        state.Nodes.Count(node => node.Boundary == boundary && !node.IsFulfilled && node.Type is NodeType.Pod or NodeType.Steps or NodeType.DAG) >= state.Nodes[boundary].Template!.Template.Parallelism;

    private static bool IsTaken(VirtualRun run, LockName name) =>
        run.Locks.HoldersOf(name) is var holders && holders.Count == (name.IsMutex ? 1 : run.Limits[name.ToString()]) && holders.All(claim => !run.State.Nodes[claim.Holder.Ordinal].IsFulfilled);

    // It holds a lock, and its attempt has no place.
    private static bool IsBlocked(WorkflowState state, LockClaim claim) =>
        state.Nodes[claim.Holder.Ordinal] is { Type: NodeType.Retry } node && state.Waiting.Boundary(node.Boundary)?.Any(key => key.Owner == node.Ordinal) == true;
}
