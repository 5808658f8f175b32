using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Runtime;

/// <summary>A loop that is being expanded.</summary>
/// <param name="Text">The call without the loop, all tags but those of the item replaced.</param>
/// <param name="When">The condition with tags of the item; null: none, or already true.</param>
/// <param name="Items">The items.</param>
internal sealed record LoopCursor(TagText Text, TagText? When, IReadOnlyList<LoopItem> Items)
{
    /// <summary>The call with its loop, from which the cursor can be made again; null: make it from the template.</summary>
    public string? Source { get; init; }

    /// <summary>See <see cref="Flow.PreparedCall.Absent"/>.</summary>
    public IReadOnlyDictionary<string, string> Absent { get; init; } = Flow.AbsentArguments.None;

    /// <summary>Index of the next item.</summary>
    public int Next { get; set; }

    /// <summary>Items at or after <see cref="Next"/> that have a node already: a retry by hand runs only the others again. Null: none.</summary>
    public IReadOnlySet<int>? Kept { get; set; }

    /// <summary>The condition was false for all: each item is Skipped with this message.</summary>
    public string? SkipAll { get; init; }

    /// <summary>Why the call cannot be made for the items whose condition holds; null: it can.</summary>
    public string? Problem { get; init; }
}
