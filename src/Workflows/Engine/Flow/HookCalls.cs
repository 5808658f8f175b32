using System.Text.Json;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Reads a hook with its tags replaced.</summary>
internal static class HookCalls
{
    /// <summary>Why a hook cannot run: only <c>exit</c> may stand without an expression.</summary>
    public static string NoExpression(string hook) => $"hooks.{hook} Expression required";

    /// <summary>The call of a hook.</summary>
    /// <exception cref="ExpressionException">A tag cannot be resolved.</exception>
    public static WorkflowStep Read(Substitution scope, LifecycleHook hook, string? item)
    {
        var arguments = new List<Parameter>(hook.Arguments.Parameters.Count);
        foreach (var parameter in hook.Arguments.Parameters)
            arguments.Add(parameter with { Value = parameter.Value is { } value ? Text(scope, value, item) : null });
        return new WorkflowStep
        {
            Template = hook.Template is { } template ? Text(scope, template, item) : null,
            TemplateRef = hook.TemplateRef,
            Arguments = hook.Arguments with { Parameters = arguments },
        };
    }

    /// <summary>Whether a hook's expression holds.</summary>
    /// <exception cref="ExpressionException">It is none, or asks for what is not there.</exception>
    public static bool Holds(Substitution scope, string source, string? item)
    {
        var expression = Expression.Parse(Text(scope, source, item));
        return expression.EvaluateBool(scope.Context(expression.References));
    }

    private static string Text(Substitution scope, string text, string? item)
    {
        if (!TagTemplate.HasTags(text))
            return text;
        var replaced = scope.Apply(TagText.Plain(text));
        if (item is null || !replaced.HasTags)
            return replaced.Source;
        using var document = JsonDocument.Parse(item);
        return scope.ApplyItem(replaced, LoopItem.FromJson(document.RootElement), 0);
    }
}
