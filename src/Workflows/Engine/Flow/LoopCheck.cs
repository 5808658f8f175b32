using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Whether every item of a loop has what the call asks of it. Argo makes all calls of a loop before it runs one (its sources <c>ExpandTask</c>, <c>expandStep</c>).</summary>
internal static class LoopCheck
{
    private const string Prefix = "item.";

    /// <summary>Why one of its calls cannot be made; null: all can.</summary>
    public static string? Problem(Turn turn, Node parent, LoopCursor cursor)
    {
        if (cursor.SkipAll is not null || cursor.Problem is not null || !(Asks(cursor.Text) || (cursor.When is { } when && Asks(when))))
            return null;
        var scope = NodeScopes.Inside(turn, parent);
        var keys = Keys(cursor.Text).Concat(cursor.When is { } condition ? Keys(condition) : []).Distinct(StringComparer.Ordinal).ToList();
        // What expressions make of an item is known only when they are evaluated, which takes too long for all of a large loop: there each item answers for itself when its turn comes.
        var always = cursor.Items.Count <= Turn.ExpansionBudget && (cursor.Text.HasExpressions || cursor.When?.HasExpressions == true);
        for (var index = 0; index < cursor.Items.Count; index++)
        {
            var item = cursor.Items[index];
            if (!always && (keys.Count == 0 || (item.Fields is { } fields && keys.TrueForAll(fields.ContainsKey))))
                continue;
            try
            {
                if (CallPreparation.SkipItem(scope, cursor, item, index) is null)
                    scope.ApplyItem(cursor.Text, item, index);
            }
            catch (ExpressionException e)
            {
                return e.Message;
            }
        }

        return null;
    }

    // {{item}} is there always; a key of it, or what an expression makes of it, may not be.
    private static bool Asks(TagText text) => text.HasTags && (text.HasExpressions || Keys(text).Any());

    private static IEnumerable<string> Keys(TagText text) => text.References.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]);
}
