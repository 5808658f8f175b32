using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Cli.Evaluation;

/// <summary>One text in one of Argo's small languages, and what it may refer to.</summary>
internal sealed record EvalInput
{
    /// <summary>The language: one of <see cref="EvalKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Names and values for tags; all values are texts, as in Argo, or null (an absent output).</summary>
    public TagScope Scope { get; init; } = new();

    /// <summary>Names and values for expressions, of any type.</summary>
    public TagScope Variables { get; init; } = new();

    /// <summary>What happens to unknown names in tags, and the clock.</summary>
    public TagOptions Tags { get; init; } = TagOptions.Fail;

    /// <summary><c>depends</c>: the results that hold, by task.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<TaskResult>> Results { get; init; } = new Dictionary<string, IReadOnlySet<TaskResult>>();

    /// <summary><c>depends</c>: the list <c>dependencies</c>, in place of the text; null: the text counts.</summary>
    public IReadOnlyList<string>? Dependencies { get; init; }

    /// <summary><c>depends</c>: the <c>continueOn</c> of tasks.</summary>
    public IReadOnlyDictionary<string, TaskContinueOn> ContinueOn { get; init; } = new Dictionary<string, TaskContinueOn>();

    /// <summary><c>sequence</c>: start, end, count and format, each null when absent.</summary>
    public (string? Start, string? End, string? Count, string? Format) Sequence { get; init; }

    /// <summary><c>item</c>: the item of the loop.</summary>
    public JsonElement Item { get; init; }

    /// <summary><c>item</c>: name of the step or task that loops.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>item</c>: index of the item, from 0.</summary>
    public int Index { get; init; }
}
