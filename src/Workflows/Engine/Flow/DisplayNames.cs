using System.Text.RegularExpressions;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Display names that a template gives the nodes that run it (Argo docs, "Annotations"; Argo's source <c>prepareNode</c>).</summary>
internal static partial class DisplayNames
{
    private const string Pattern = "^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$";

    /// <summary>The name for a node that is about to be made; null: its template gives none.</summary>
    /// <exception cref="ExpressionException">A tag of it is broken.</exception>
    public static string? Of(TemplateHandle handle, Substitution scope) => handle.DisplayName is { } text ? scope.Apply(text).Source : null;

    /// <summary>What is wrong with a name; null: nothing.</summary>
    public static string? Problem(string? name) => name is null || Valid().IsMatch(name) ? null : $"displayName must match the regex {Pattern}";

    [GeneratedRegex(Pattern + @"\z", RegexOptions.NonBacktracking)]
    private static partial Regex Valid();
}
