using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Scopes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>One decision: the state, the moment, what is to be done, and what is still to be looked at.</summary>
internal sealed class Turn(WorkflowState state, DateTimeOffset now)
{
    /// <summary>Nodes that loops and wide graphs may start in one decision, so that no commit is long.</summary>
    public const int ExpansionBudget = 500;

    // Far beyond what a decision looks at that comes to its end: a node may wait a few times in it.
    private const int MostLooks = 100_000;
    private const int MostLooksPerNode = 20;

    private readonly HashSet<int> _touched = [];
    private readonly HashSet<int> _continued = [];
    private readonly Queue<int> _fulfilled = new();
    private readonly SortedSet<int> _freed = [];
    private readonly List<Node> _begun = [];
    private bool _podEnded;
    private bool _finishing;
    private bool _overflown;

    /// <summary>The workflow.</summary>
    public WorkflowState State { get; } = state;

    /// <summary>The event's time.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>What is to be done.</summary>
    public List<EngineCommand> Commands { get; } = [];

    /// <summary>Nodes whose rows changed.</summary>
    public IReadOnlyCollection<int> Touched => _touched;

    /// <summary>The workflow's row changed.</summary>
    public bool WorkflowTouched { get; private set; }

    /// <summary>What was answered from outside in this turn.</summary>
    public Answers Answers { get; } = new();

    /// <summary>Nodes that may still be started by expansions.</summary>
    public int Budget { get; set; } = ExpansionBudget;

    /// <summary><c>workflow.*</c> at this moment.</summary>
    public GlobalVariables Globals { get; } = new(state, now);

    /// <summary>The node of an ordinal.</summary>
    public Node Node(int ordinal) => State.Nodes[ordinal];

    /// <summary>The node's row changed.</summary>
    public void Touch(Node node) => _touched.Add(node.Ordinal);

    /// <summary>The workflow's row changed.</summary>
    public void TouchWorkflow() => WorkflowTouched = true;

    /// <summary>Asks for something to be done.</summary>
    public void Send(EngineCommand command) => Commands.Add(command);

    /// <summary>Asks for the rest of an expansion, once.</summary>
    public void Continue(Node node)
    {
        if (_continued.Add(node.Ordinal))
            Send(new ContinueExpansion(node.Ordinal));
    }

    /// <summary>A hook that is to run waits at the gate.</summary>
    public void Hold(StartKey hook)
    {
        State.HeldHooks.Add(hook);
        WorkflowTouched = true;
    }

    /// <summary>A hook waits no longer.</summary>
    public void Release(StartKey hook)
    {
        State.HeldHooks.Remove(hook);
        WorkflowTouched = true;
    }

    /// <summary>A node with realtime metrics is made: they are told when the turn is over, and its inputs are there.</summary>
    public void NoteBegun(Node node) => _begun.Add(node);

    /// <summary>A node ended: its hooks and its owner are looked at later in this turn.</summary>
    public void NoteFulfilled(Node node) => _fulfilled.Enqueue(node.Ordinal);

    /// <summary>A place in <c>spec.parallelism</c> may be free.</summary>
    public void NotePodEnded() => _podEnded = true;

    /// <summary>A place under a node with <c>parallelism</c> may be free.</summary>
    public void NoteFreed(int boundary) => _freed.Add(boundary);

    /// <summary>The workflow has too many nodes: what is open is ended later in this turn.</summary>
    public void NoteOverflow() => _overflown = true;

    /// <summary>The entrypoint or a hook of the workflow ended: see whether the workflow has.</summary>
    public void NoteWorkflow() => _finishing = true;

    /// <summary>Looks at everything that follows from what was done, until nothing does.</summary>
    /// <exception cref="InvalidOperationException">It comes to no end: a fault of the engine, which is to cost this workflow and not the thread of all.</exception>
    public void Run()
    {
        for (long looks = 1; ; looks++)
        {
            if (looks > MostLooks + ((long)MostLooksPerNode * State.NodeCount))
                throw new InvalidOperationException($"what follows from it comes to no end ({looks} looks at {State.NodeCount} nodes)");
            if (_overflown)
            {
                _overflown = false;
                ShutdownFlow.OnOverflow(this);
            }
            else if (_fulfilled.TryDequeue(out var ordinal))
            {
                Completion.OnFulfilled(this, Node(ordinal));
            }
            else if (_freed.Count > 0 || _podEnded)
            {
                if (Starts.NextWaiting(State, _freed, _podEnded) is { } key)
                    Starts.Retry(this, key);
                else
                    ForgetFreed();
            }
            else if (_finishing)
            {
                _finishing = false;
                WorkflowFlow.Assess(this);
            }
            else
            {
                break;
            }
        }

        foreach (var node in _begun)
            MetricFlow.OnBegun(this, node);
        _begun.Clear();
    }

    private void ForgetFreed()
    {
        _freed.Clear();
        _podEnded = false;
    }
}
