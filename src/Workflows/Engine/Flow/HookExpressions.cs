using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>When a hook is due.</summary>
internal static class HookExpressions
{
    /// <summary>Why a hook cannot run: only <c>exit</c> may stand without an expression.</summary>
    public static string Missing(string hook) => $"hooks.{hook} Expression required";

    /// <summary>Whether a hook's expression holds.</summary>
    /// <param name="scope">The names that it may use.</param>
    /// <param name="source">The expression, with tags.</param>
    /// <param name="item">The loop item that the hook belongs to, JSON text; null: none.</param>
    /// <exception cref="ExpressionException">It is none, or asks for what is not there.</exception>
    public static bool Holds(Substitution scope, string source, string? item)
    {
        var expression = Expression.Parse(TagTemplate.HasTags(source) ? scope.ApplyItem(scope.Apply(TagText.Plain(source)), item) : source);
        return expression.EvaluateBool(scope.Context(expression.References));
    }
}
