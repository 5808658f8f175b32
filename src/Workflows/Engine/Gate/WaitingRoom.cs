namespace Fleet.Workflows.Engine.Gate;

/// <summary>
/// Starts that have to wait, by what they wait for. Each is tried again, first come by its place in the workflow, when that changes; nothing else looks
/// at them. It is no part of the stored state: a loaded workflow tries its open starts again, and they wait again.
/// </summary>
internal sealed class WaitingRoom
{
    private readonly Dictionary<int, SortedSet<StartKey>> _byBoundary = [];

    /// <summary>Until the workflow is resumed.</summary>
    public SortedSet<StartKey> Suspended { get; } = [];

    /// <summary>For a place in <c>spec.parallelism</c>.</summary>
    public SortedSet<StartKey> Workflow { get; } = [];

    /// <summary>For a place in the <c>parallelism</c> of a Steps or DAG node; null: none waits.</summary>
    public SortedSet<StartKey>? Boundary(int node) => _byBoundary.GetValueOrDefault(node);

    /// <summary>Nodes for whose <c>parallelism</c> something waits.</summary>
    public IEnumerable<int> Boundaries => _byBoundary.Keys.Order();

    /// <summary>Waits for a place under a Steps or DAG node.</summary>
    public void WaitFor(int boundary, StartKey key)
    {
        if (!_byBoundary.TryGetValue(boundary, out var keys))
            _byBoundary[boundary] = keys = [];
        keys.Add(key);
    }

    /// <summary>Nothing waits.</summary>
    public void Clear()
    {
        Suspended.Clear();
        Workflow.Clear();
        _byBoundary.Clear();
    }

    /// <summary>Nobody waits for a node that is over.</summary>
    public void Forget(int boundary) => _byBoundary.Remove(boundary);
}
