using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Engine.Scopes;
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
}

/// <summary>Prepares calls.</summary>
internal static class CallPreparation
{
    private const string EmptyLoop = "Skipped, empty params";

    /// <summary>Prepares a call of an open Steps or DAG node.</summary>
    public static PreparedCall Prepare(Turn turn, Node parent, CallSite site)
    {
        try
        {
            return Prepare(NodeScopes.Inside(turn, parent), site);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            return new PreparedCall { Error = e.Message };
        }
    }

    /// <summary>Goes on with a loop from its stored text (<see cref="LoopCursor.Source"/>).</summary>
    public static LoopCursor Restore(string text, CallSite site) => Cursor(TagText.Json(text), site);

    /// <summary>Whether an item's condition holds; null: yes, else the message of the skipped node.</summary>
    /// <exception cref="ExpressionException">The condition is none.</exception>
    public static string? SkipItem(Substitution scope, LoopCursor cursor, LoopItem item, int index)
    {
        if (cursor.SkipAll is not null || cursor.When is null)
            return cursor.SkipAll;
        var when = scope.ApplyItem(cursor.When, item, index);
        return WhenExpression.Evaluate(when) ? null : SkipText(when);
    }

    private static PreparedCall Prepare(Substitution scope, CallSite site)
    {
        var skip = site.When is null ? null : Condition(scope, site);
        if (skip is not null)
            return site.Call.IsLoop ? SkippedLoop(scope, site, skip) : new PreparedCall { SkipMessage = skip };
        var absent = AbsentArguments.Of(scope, site);
        var text = scope.Apply(AbsentArguments.Without(site.Text, absent));
        if (!site.Call.IsLoop)
            return new PreparedCall { Call = Read(site, text), Absent = absent };
        var cursor = Cursor(text, site) with { Absent = absent };
        return cursor.Items.Count == 0 ? new PreparedCall { SkipMessage = EmptyLoop } : new PreparedCall { Loop = cursor };
    }

    // A loop's condition may ask for the item: then it is looked at per item.
    private static string? Condition(Substitution scope, CallSite site)
    {
        var when = scope.Apply(site.When!);
        try
        {
            return WhenExpression.Evaluate(when.Source) ? null : SkipText(when.Source);
        }
        catch (ExpressionException) when (site.Call.IsLoop)
        {
            return null;
        }
    }

    // Each item of a loop that is not entered is skipped, where the items can be had.
    private static PreparedCall SkippedLoop(Substitution scope, CallSite site, string skip)
    {
        try
        {
            var call = site.HasStaticItems ? site.Call : Read(site, scope.Apply(TagText.Json(LoopOnly(site))));
            var items = Items(call, site);
            return items.Count == 0
                ? new PreparedCall { SkipMessage = EmptyLoop }
                : new PreparedCall { Loop = new LoopCursor(TagText.Json("{}"), null, items) { SkipAll = skip } };
        }
        catch (ExpressionException)
        {
            return new PreparedCall { SkipMessage = EmptyLoop };
        }
    }

    private static LoopCursor Cursor(TagText text, CallSite site)
    {
        var call = Read(site, text);
        return new LoopCursor(text.Next(CallSite.WithoutLoop(text.Source)), OpenCondition(call.When), Items(call, site)) { Source = site.Text.HasTags ? text.Source : null };
    }

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

    private static IReadOnlyList<LoopItem> Items(TemplateCall call, CallSite site)
    {
        if (site.HasStaticItems)
            return site.StaticItems;
        if (call.WithItems.Count > 0)
            return CallSite.Items(call.WithItems);
        if (call.WithParam is { } param)
            return LoopItem.ParseParam(param);
        if (call.WithSequence is { } sequence)
            return [.. LoopSequence.Expand(sequence.Start, sequence.End, sequence.Count, sequence.Format).Select(LoopItem.FromText)];
        return [];
    }

    private static string LoopOnly(CallSite site) => CallSite.LoopOnly(site.Text.Source);

    private static TemplateCall Read(CallSite site, TagText text) => ReferenceEquals(text.Source, site.Call.Json) ? site.Call : site.Read(text.Source);

    private static string SkipText(string when) => $"when '{when}' evaluated false";
}
