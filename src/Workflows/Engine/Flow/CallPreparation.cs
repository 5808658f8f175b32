using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// What a step or task comes to once everything it refers to is known. The order is Argo's: the condition first; if it is false nothing else is
/// looked at; then arguments, then the loop, then condition and arguments per item.
/// </summary>
internal sealed record PreparedCall
{
    /// <summary>The call with its tags replaced; null: it does not come to that.</summary>
    public TemplateCall? Call { get; init; }

    /// <summary>Arguments that refer to an absent output and nothing else, with the sentence that says so: the input's default stands in.</summary>
    public IReadOnlyDictionary<string, string> Absent { get; init; } = AbsentArguments.None;

    /// <summary>The loop; null: none.</summary>
    public LoopCursor? Loop { get; init; }

    /// <summary>It is skipped, with this message.</summary>
    public string? SkipMessage { get; init; }

    /// <summary>It cannot be made.</summary>
    public string? Error { get; init; }

    /// <summary>The error is in what it refers to or in its condition, not in its loop (Argo's source <c>resolveReferences</c>).</summary>
    public bool IsUnresolved { get; init; }
}

/// <summary>Prepares calls.</summary>
internal static class CallPreparation
{
    private const string EmptyLoop = "Skipped, empty params";

    /// <summary>Prepares a call of an open Steps or DAG node that has not begun. A loop must fit into the workflow, and its items into the call.</summary>
    public static PreparedCall PrepareNew(Turn turn, Node parent, CallSite site)
    {
        var prepared = Prepare(turn, parent, site);
        return prepared.Loop is { } loop && (NodeLimit.Problem(turn, parent, loop) ?? LoopCheck.Problem(turn, parent, loop)) is { } problem ? new PreparedCall { Error = problem } : prepared;
    }

    /// <summary>Prepares a call of an open Steps or DAG node.</summary>
    public static PreparedCall Prepare(Turn turn, Node parent, CallSite site)
    {
        try
        {
            return Prepare(NodeScopes.Inside(turn, parent), turn.State.Values, site);
        }
        catch (ExpressionException e) when (e.Kind == ExpressionErrorKind.Limit)
        {
            // Its node is not made: what is shown of it is this sentence.
            return new PreparedCall { Error = $"{(site.IsTask ? "task" : "step")} {site.Call.Name}: {e.Message}" };
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            return new PreparedCall { Error = e.Message, IsUnresolved = true };
        }
    }

    /// <summary>Goes on with a loop from its stored text (<see cref="LoopCursor.Source"/>).</summary>
    public static LoopCursor Restore(string text, CallSite site, ValueTable values)
    {
        var tags = TagText.Json(text);
        var call = Read(site, tags);
        return Cursor(tags, call, Items(call, values, site), site);
    }

    /// <summary>Whether an item's condition holds; null: yes, else the message of the skipped node.</summary>
    /// <exception cref="ExpressionException">The condition is none, or it holds and the call cannot be made (<see cref="LoopCursor.Problem"/>).</exception>
    public static string? SkipItem(Substitution scope, LoopCursor cursor, LoopItem item, int index)
    {
        if (cursor.SkipAll is not null)
            return cursor.SkipAll;
        if (cursor.When is not null)
        {
            var when = scope.ApplyItem(cursor.When, item, index);
            if (!WhenExpression.Evaluate(when))
                return SkipText(when);
        }

        return cursor.Problem is { } problem ? throw new ExpressionException(problem) : null;
    }

    private static PreparedCall Prepare(Substitution scope, ValueTable values, CallSite site)
    {
        var when = site.When is { } condition ? Substituted(scope, condition) : null;
        if (when is null || Condition(when.Source, site) is not { } skip)
            return Made(scope, values, site);
        if (!site.Call.IsLoop)
            return new PreparedCall { SkipMessage = skip };
        return when.HasTags ? Postponed(scope, values, site, when) : SkippedLoop(site, new LoopCursor(TagText.Json("{}"), null, []) { SkipAll = skip }, scope, values, behindFalse: true);
    }

    private static TagText Substituted(Substitution scope, TagText condition)
    {
        try
        {
            return scope.Apply(condition);
        }
        catch (ExpressionException e) when (e.Kind == ExpressionErrorKind.Limit)
        {
            throw e.WithPrefix("when: ");
        }
    }

    private static PreparedCall Made(Substitution scope, ValueTable values, CallSite site)
    {
        var absent = AbsentArguments.Of(scope, site);
        var text = scope.Mentioning(values).Apply(AbsentArguments.Without(site.Text, absent));
        text = text.Next(ValueMentions.Only(text.Source, ValueMentions.OfCall, values.Find));
        var call = Read(site, text);
        if (!site.Call.IsLoop)
            return new PreparedCall { Call = call, Absent = absent };
        IReadOnlyList<LoopItem> items;
        try
        {
            items = Items(call, values, site);
        }
        catch (ExpressionException e) when (e.Kind != ExpressionErrorKind.Limit)
        {
            return new PreparedCall { Error = e.Message };
        }

        var cursor = Cursor(text, call, items, site) with { Absent = absent };
        return items.Count == 0 ? new PreparedCall { SkipMessage = EmptyLoop } : new PreparedCall { Loop = cursor };
    }

    // A loop's condition may ask for the item: then it is looked at per item.
    private static string? Condition(string when, CallSite site)
    {
        try
        {
            return WhenExpression.Evaluate(when) ? null : SkipText(when);
        }
        catch (ExpressionException) when (site.Call.IsLoop)
        {
            return null;
        }
    }

    // The condition is false as long as the item is not put in. Until an item makes it true nobody minds what is wrong with the rest of the call.
    private static PreparedCall Postponed(Substitution scope, ValueTable values, CallSite site, TagText when)
    {
        string problem;
        try
        {
            var made = Made(scope, values, site);
            if (made.Error is null)
                return made;
            problem = made.Error;
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            problem = e.Message;
        }

        return SkippedLoop(site, new LoopCursor(TagText.Json("{}"), when, []) { Problem = problem }, scope, values, behindFalse: false);
    }

    // Each item of a loop that is not entered is skipped, where the items can be had.
    private static PreparedCall SkippedLoop(CallSite site, LoopCursor cursor, Substitution scope, ValueTable values, bool behindFalse)
    {
        try
        {
            var loop = TagText.Json(LoopOnly(site));
            var call = site.HasStaticItems ? site.Call : Read(site, behindFalse && AsksCalls(site.Call, loop) ? loop : scope.Apply(loop));
            var items = Items(call, values, site);
            return items.Count == 0 ? new PreparedCall { SkipMessage = EmptyLoop } : new PreparedCall { Loop = cursor with { Items = items } };
        }
        catch (ExpressionException)
        {
            return new PreparedCall { SkipMessage = EmptyLoop };
        }
    }

    // Behind a condition that is false Argo replaces nothing any more: a list that other calls give stays a tag there, and is no list. What the template's inputs and the workflow give was put in before.
    private static bool AsksCalls(TemplateCall call, TagText loop) =>
        (call.WithParam is not null || call.WithSequence is not null) && loop.References.Any(name => name.StartsWith("steps.", StringComparison.Ordinal) || name.StartsWith("tasks.", StringComparison.Ordinal));

    private static LoopCursor Cursor(TagText text, TemplateCall call, IReadOnlyList<LoopItem> items, CallSite site) =>
        new(text.Next(CallSite.WithoutLoop(text.Source)), OpenCondition(call.When), items) { Source = site.Text.HasTags ? text.Source : null };

    // A condition that holds for all items needs no second look.
    private static TagText? OpenCondition(string? when)
    {
        if (when is null)
            return null;
        try
        {
            return !TagTemplate.HasTags(when) && WhenExpression.Evaluate(when) ? null : TagText.Plain(when);
        }
        catch (ExpressionException)
        {
            return TagText.Plain(when);
        }
    }

    private static IReadOnlyList<LoopItem> Items(TemplateCall call, ValueTable values, CallSite site)
    {
        if (site.HasStaticItems)
            return site.StaticItems;
        if (call.WithItems.Count > 0)
            return CallSite.Items(call.WithItems);
        if (call.WithParam is { } param)
            return LoopItem.ParseParam(TaskText.Whole(param, values.Find));
        if (call.WithSequence is { } sequence)
            return [.. LoopSequence.Expand(sequence.Start, sequence.End, sequence.Count, sequence.Format).Select(LoopItem.FromText)];
        return [];
    }

    private static string LoopOnly(CallSite site) => CallSite.LoopOnly(site.Text.Source);

    private static TemplateCall Read(CallSite site, TagText text) => ReferenceEquals(text.Source, site.Call.Json) ? site.Call : site.Read(text.Source);

    private static string SkipText(string when) => $"when '{when}' evaluated false";
}
