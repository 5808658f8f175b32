using System.Text.RegularExpressions;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Display names that a template gives its nodes (Argo docs, "Annotations"; Argo's source <c>prepareNode</c>). They are not stored: a node's inputs tell them again.</summary>
internal static partial class DisplayNames
{
    private const string Pattern = "^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$";

    /// <summary>What is wrong with the name that a node would have; null: nothing.</summary>
    /// <exception cref="ExpressionException">A tag of it is broken.</exception>
    public static string? Problem(TemplateHandle handle, Substitution scope) =>
        handle.DisplayName is { } text && !Valid().IsMatch(scope.Apply(text).Source) ? $"displayName must match the regex {Pattern}" : null;

    /// <summary>A name with tags for a node that has been made.</summary>
    public static string Of(WorkflowState state, Node node, TagText text)
    {
        try
        {
            var scope = NodeScopes.Inside(new Turn(state, new DateTimeOffset(node.StartedAt, TimeSpan.Zero)), node) with { Siblings = null };
            return scope.Apply(text).Source;
        }
        catch (ExpressionException)
        {
            // It could be told when the node was made; what it asked for is gone.
            return text.Source;
        }
    }

    [GeneratedRegex(Pattern + @"\z", RegexOptions.NonBacktracking)]
    private static partial Regex Valid();
}
