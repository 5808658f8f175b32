using System.Text.Json;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary>
/// Replaces tags in Argo's passes (Argo's source <c>common.ProcessArgs</c>, <c>resolveReferences</c>, <c>processItem</c>): workflow and local names on the
/// whole text, then inputs, then retry variables, then steps and tasks, then the loop item. What a value brings in may be resolved by a later pass only.
/// </summary>
/// <param name="Options">Clock and seed.</param>
/// <param name="Globals"><c>workflow.*</c>.</param>
internal sealed record Substitution(TagOptions Options, IVariables Globals)
{
    private readonly TagOptions _keep = Options with { Unresolved = UnresolvedTags.Keep };
    private readonly TagOptions _strict = Options with { Unresolved = UnresolvedTags.FailForPrefixes, StrictPrefixes = TagOptions.StepsAndTasks };

    /// <summary>Names of the node around the text (<c>node.name</c>, <c>steps.name</c>); null: none.</summary>
    public IVariables? Locals { get; init; }

    /// <summary><c>inputs.*</c>; null: none.</summary>
    public IVariables? Inputs { get; init; }

    /// <summary><c>retries</c>, <c>lastRetry.*</c> and the attempt's <c>pod.name</c>; null: no attempt.</summary>
    public IVariables? Retry { get; init; }

    /// <summary><c>steps.*</c> or <c>tasks.*</c>; null: not at a call.</summary>
    public IVariables? Siblings { get; init; }

    /// <summary>The same names, whose large values are mentioned where they would be put in (<see cref="TaskText"/>).</summary>
    public Substitution Mentioning(ValueTable values) =>
        new(Options with { Mention = values.Mention }, Globals) { Locals = Locals, Inputs = Inputs, Retry = Retry, Siblings = Siblings };

    /// <summary>All passes but the item's.</summary>
    /// <exception cref="ExpressionException">A tag of a step or task cannot be resolved, or an expression fails.</exception>
    public TagText Apply(TagText text) => Apply(text, _strict);

    /// <summary>As above, but tags of steps and tasks that cannot be resolved stay as they are.</summary>
    /// <exception cref="ExpressionException">An expression fails.</exception>
    public TagText ApplyKnown(TagText text) => Apply(text, _keep);

    private TagText Apply(TagText text, TagOptions ofSiblings)
    {
        if (text.AsksOthers || text.HasExpressions)
            text = Pass(text, _keep, Locals, Globals);
        if (Inputs is not null && (text.AsksInputs || text.HasExpressions))
            text = Pass(text, _keep, Inputs, Locals, Globals);
        // What a path brings in, Argo replaces in the pod (its source substitutePodParams).
        if (Inputs is { BringTags: true } && text.HasTags)
            text = Pass(text, _keep, Inputs, Locals, Globals);
        text = ApplyRetry(text);
        if (Siblings is not null && text.HasTags)
            text = Pass(text, ofSiblings, Siblings, Retry, Inputs, Locals, Globals);
        return text;
    }

    /// <summary>All names in one pass, where a name that is not known is an error, as in metrics.</summary>
    /// <exception cref="ExpressionException">A tag cannot be resolved, or an expression fails.</exception>
    public TagText ApplyAll(TagText text) => text.HasTags ? Pass(text, Options with { Unresolved = UnresolvedTags.Fail }, Siblings, Retry, Inputs, Locals, Globals) : text;

    /// <summary>Only the pass of an attempt.</summary>
    /// <exception cref="ExpressionException">An expression fails.</exception>
    public TagText ApplyRetry(TagText text) =>
        Retry is not null && (text.AsksOthers || text.HasExpressions) ? Pass(text, _keep, Retry, Inputs, Locals, Globals) : text;

    /// <summary>The pass of one loop item.</summary>
    /// <exception cref="ExpressionException">A tag of the item cannot be resolved, or an expression fails.</exception>
    public string ApplyItem(TagText text, LoopItem item, int index)
    {
        if (!text.HasTags)
            return text.Source;
        var names = new FixedVariables { ["item"] = item.Value };
        foreach (var (key, value) in item.Fields ?? new Dictionary<string, string>())
            names[$"item.{key}"] = value;
        var strict = Options with { Unresolved = UnresolvedTags.FailForPrefixes, StrictPrefixes = ItemPrefix, Seed = Options.Seed + (ulong)index };
        return text.Render(new VariableScope(Present(names, Siblings, Retry, Inputs, Locals, Globals), text.References), strict);
    }

    /// <summary>The pass of the item that a text belongs to.</summary>
    /// <param name="text">The text, after the other passes.</param>
    /// <param name="item">JSON text of the item; null: none.</param>
    /// <exception cref="ExpressionException">A tag of the item cannot be resolved, or an expression fails.</exception>
    public string ApplyItem(TagText text, string? item)
    {
        if (item is null || !text.HasTags)
            return text.Source;
        using var document = JsonDocument.Parse(item);
        return ApplyItem(text, LoopItem.FromJson(document.RootElement), 0);
    }

    /// <summary>Variables of an expression that stands alone (<c>valueFrom.expression</c>, <c>hooks.x.expression</c>).</summary>
    public EvaluationContext Context(IReadOnlyList<string> references) => new()
    {
        Variables = new VariableScope(Present(Siblings, Retry, Inputs, Locals, Globals), references).ToEnvironment(),
        Now = Options.Now,
        Seed = Options.Seed,
    };

    /// <summary>One name.</summary>
    public bool TryGet(string name, out object? value) => new VariableScope(Present(Siblings, Retry, Inputs, Locals, Globals), []).TryGetValue(name, out value);

    private static readonly string[] ItemPrefix = ["item"];

    private static TagText Pass(TagText text, TagOptions options, params ReadOnlySpan<IVariables?> sources) =>
        text.Next(text.Render(new VariableScope(Present(sources), text.References), options));

    private static List<IVariables> Present(params ReadOnlySpan<IVariables?> sources)
    {
        var present = new List<IVariables>(sources.Length);
        foreach (var source in sources)
        {
            if (source is not null)
                present.Add(source);
        }

        return present;
    }
}
