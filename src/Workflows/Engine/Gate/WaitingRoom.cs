namespace Fleet.Workflows.Engine.Gate;

/// <summary>
/// Starts that have to wait, by what they wait for. Each is tried again, first come by its place in the workflow, when that changes; nothing else looks
/// at them. It is no part of the stored state: a loaded workflow tries its open starts again, and they wait again.
/// </summary>
internal sealed class WaitingRoom(IComparer<StartKey> order)
{
    private readonly Dictionary<int, SortedSet<StartKey>> _byBoundary = [];
    private readonly HashSet<StartKey> _asked = [];
    private readonly Dictionary<int, int> _askedBy = [];

    /// <summary>Until the workflow is resumed.</summary>
    public SortedSet<StartKey> Suspended { get; } = new(order);

    /// <summary>For a place in <c>spec.parallelism</c>.</summary>
    public SortedSet<StartKey> Workflow { get; } = new(order);

    /// <summary>The order of starts.</summary>
    public IComparer<StartKey> Order { get; } = order;

    /// <summary>Calls of nodes, but for their hooks, that wait for a place in <c>spec.parallelism</c>.</summary>
    public IEnumerable<StartKey> WorkflowOf(IReadOnlySet<int> nodes) => Workflow.Where(key => key.Site >= 0 && nodes.Contains(key.Owner));

    /// <summary>For a place in the <c>parallelism</c> of a Steps or DAG node; null: none waits.</summary>
    public SortedSet<StartKey>? Boundary(int node) => _byBoundary.GetValueOrDefault(node);

    /// <summary>Nodes for whose <c>parallelism</c> something waits.</summary>
    public IEnumerable<int> Boundaries => _byBoundary.Keys.Order();

    /// <summary>Waits for a place under a Steps or DAG node.</summary>
    public void WaitFor(int boundary, StartKey key)
    {
        if (!_byBoundary.TryGetValue(boundary, out var keys))
            _byBoundary[boundary] = keys = new(Order);
        keys.Add(key);
    }

    /// <summary>Waits for an answer from outside.</summary>
    public void Ask(StartKey key)
    {
        if (_asked.Add(key))
            _askedBy[key.Owner] = _askedBy.GetValueOrDefault(key.Owner) + 1;
    }

    /// <summary>Takes out a start that is answered; false: it did not wait, the answer is late or doubled.</summary>
    public bool Answered(StartKey key)
    {
        if (!_asked.Remove(key))
            return false;
        if (--_askedBy[key.Owner] == 0)
            _askedBy.Remove(key.Owner);
        return true;
    }

    /// <summary>Some call of a node waits for an answer.</summary>
    public bool IsAsking(int owner) => _askedBy.ContainsKey(owner);

    /// <summary>Nothing waits.</summary>
    public void Clear()
    {
        _asked.Clear();
        _askedBy.Clear();
        Suspended.Clear();
        Workflow.Clear();
        _byBoundary.Clear();
    }

    /// <summary>Nobody waits for a node that is over.</summary>
    public void Forget(int boundary) => _byBoundary.Remove(boundary);
}
