using Fleet.Workflows.Engine.Plans;

namespace Fleet.Workflows.Engine.Nodes;

/// <summary>
/// A node, kept small: names, ids and the edges of the graph are derived when they are asked for (see <see cref="NodeNames"/>), what only an open
/// node needs hangs at <see cref="Runtime"/>.
/// </summary>
internal sealed class Node
{
    /// <summary>Key within the workflow.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Ordinal of the node that is told when this one ends; -1: the workflow.</summary>
    public required int Owner { get; init; }

    /// <summary>Ordinal of the enclosing Steps or DAG node; -1: none.</summary>
    public required int Boundary { get; init; }

    /// <summary>What it is to its owner.</summary>
    public required NodeRole Role { get; init; }

    /// <summary>Its name without the owner's: <c>[0]</c>, <c>.build</c>, <c>(3:x)</c>, <c>.onExit</c>.</summary>
    public required string Suffix { get; init; }

    /// <summary>The display name that its template gave it when it was made, or opened again; null: none (<see cref="NodeNames.DisplayName"/>).</summary>
    public string? DisplayName { get; set; }

    /// <summary>FNV-1a of its name, the number in Argo's node id.</summary>
    public required uint Hash { get; init; }

    /// <summary>Which call of the owner's template it is; -1: none.</summary>
    public int Site { get; init; } = -1;

    /// <summary>Index of the loop item or attempt; -1: neither.</summary>
    public int Index { get; init; } = -1;

    /// <summary>How many templates are around it, itself included.</summary>
    public int Depth { get; init; }

    /// <summary>The loop item as JSON, kept where a hook of the call may ask for it; null: none.</summary>
    public string? Item { get; set; }

    /// <summary>Argo's type.</summary>
    public NodeType Type { get; set; }

    /// <summary>Argo's phase.</summary>
    public NodePhase Phase { get; set; }

    /// <summary>Yes-or-no facts.</summary>
    public NodeFlags Flags { get; set; }

    /// <summary>The template it runs; null: none, or not found.</summary>
    public TemplateHandle? Template { get; set; }

    /// <summary>Template name as the call gave it, when <see cref="Template"/> could not be found.</summary>
    public string? TemplateName { get; set; }

    /// <summary>The template of a workflow template that its call refers to; null: it runs one of its own scope, or an inline one.</summary>
    public TemplateHandle? Referenced => TemplateName is null && Type != NodeType.StepGroup && Template is { Scope.Length: > 0, Inline: null } ? Template : null;

    /// <summary>Start in ticks of UTC.</summary>
    public long StartedAt { get; set; }

    /// <summary>End in ticks of UTC; 0: open.</summary>
    public long FinishedAt { get; set; }

    /// <summary>Argo's message.</summary>
    public string? Message { get; set => field = ShownMessage.Of(value); }

    /// <summary>Values of the template's input parameters, in its order.</summary>
    public string?[] Inputs { get; set; } = [];

    /// <summary>Input artifacts with their places, the list as it stands in the status; null: none.</summary>
    public string? Artifacts { get; set; }

    /// <summary>Outputs; null: none.</summary>
    public NodeOutputs? Outputs { get; set; }

    /// <summary>Call text of a loop that is being expanded, by call; kept because outputs of the workflow in it may change.</summary>
    public Dictionary<int, string>? LoopTexts { get; set; }

    /// <summary>Facts of a leaf; null: no leaf, or ended and nothing to tell.</summary>
    public LeafState? Leaf { get; set; }

    /// <summary>Locks that it holds or waits for; null: none.</summary>
    public LockStanding? Locks { get; set; }

    /// <summary>What the memoization cache said; null: it is not asked.</summary>
    public MemoStanding? Memo { get; set; }

    /// <summary>Ordinals of owned nodes, oldest first.</summary>
    public List<int>? Owned { get; set; }

    /// <summary>Those of them that are its hooks, oldest first.</summary>
    public List<int>? HookNodes { get; set; }

    /// <summary>Hook nodes that are not settled.</summary>
    public int OpenHooks { get; set; }

    /// <summary>Counters of an open composite node; rebuilt when a state is loaded.</summary>
    public object? Runtime { get; set; }

    /// <summary>It ended, or is a daemon that is ready: what depends on it may go on.</summary>
    public bool IsFulfilled => IsOver || (Has(NodeFlags.Daemoned) && Phase != NodePhase.Pending);

    /// <summary>It ended.</summary>
    public bool IsOver => Phase.IsFulfilled();

    /// <summary>Stands for a call or a hook that could not be made; the message says why.</summary>
    public bool IsUnmade => Type == NodeType.Skipped && Phase == NodePhase.Error;

    /// <summary>It ended and its owner knows.</summary>
    public bool IsSettled => Has(NodeFlags.Settled);

    /// <summary>Work of a worker or a wait: no children of its own.</summary>
    public bool IsLeaf => Type is NodeType.Pod or NodeType.HTTP or NodeType.Suspend or NodeType.Plugin;

    /// <summary>Is one of those that <c>progress</c> counts; the others sum up theirs (Argo's <c>UpdateProgress</c>).</summary>
    public bool CountsForProgress => Type is NodeType.Pod or NodeType.Container or NodeType.HTTP or NodeType.Suspend;

    /// <summary>A suspend node that runs: somebody may resume it.</summary>
    public bool IsSuspended => Type == NodeType.Suspend && !IsFulfilled && !Has(NodeFlags.Unbegun);

    /// <summary>Whether a flag is set.</summary>
    public bool Has(NodeFlags flag) => (Flags & flag) != 0;
}
