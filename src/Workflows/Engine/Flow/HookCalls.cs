using System.Text.Json;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Reads a hook with its tags replaced.</summary>
internal static class HookCalls
{
    /// <summary>Why a hook cannot run: only <c>exit</c> may stand without an expression.</summary>
    public static string NoExpression(string hook) => $"hooks.{hook} Expression required";

    /// <summary>The call of a hook.</summary>
    /// <param name="scope">The names that it may use.</param>
    /// <param name="values">Large values of the workflow: artifacts mention them.</param>
    /// <param name="hook">The hook.</param>
    /// <param name="item">The loop item that it belongs to, JSON text; null: none.</param>
    /// <exception cref="ExpressionException">A tag cannot be resolved.</exception>
    /// <exception cref="SpecFormatException">What a tag brought in makes no artifact.</exception>
    public static WorkflowStep Read(Substitution scope, ValueTable values, LifecycleHook hook, string? item)
    {
        var given = hook.Arguments;
        // What a step has not given must not keep its handler from running (Argo's source resolveExitTmplArgument).
        scope = scope with { KeepsUnresolved = true };
        return new WorkflowStep
        {
            Template = Replace(hook.Template),
            TemplateRef = hook.TemplateRef is { } reference ? reference with { Name = Replace(reference.Name), Template = Replace(reference.Template) } : null,
            Arguments = given with { Parameters = [.. given.Parameters.Select(OfParameter)], Artifacts = [.. given.Artifacts.Select(OfArtifact)] },
        };

        [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
        string? Replace(string? text) => text is null ? null : Text(scope, text, item);

        Parameter OfParameter(Parameter parameter) => parameter with { Name = Replace(parameter.Name), Value = Replace(parameter.Value), ValueFrom = OfSource(parameter.ValueFrom) };

        ValueFrom? OfSource(ValueFrom? source) => source is null ? null : source with
        {
            Default = Replace(source.Default),
            ConfigMapKeyRef = source.ConfigMapKeyRef is { } key ? key with { Name = Replace(key.Name), Key = Replace(key.Key) } : null,
        };

        Artifact OfArtifact(Artifact artifact) => TagTemplate.HasTags(artifact.Json)
            ? SpecReader.ReadArtifact(ValueMentions.Only(Replaced(scope.Mentioning(values), TagText.Json(artifact.Json), item), ValueMentions.OfArtifact, values.Find))
            : artifact;
    }

    /// <summary>Whether a hook's expression holds.</summary>
    /// <exception cref="ExpressionException">It is none, or asks for what is not there.</exception>
    public static bool Holds(Substitution scope, string source, string? item)
    {
        var expression = Expression.Parse(Text(scope, source, item));
        return expression.EvaluateBool(scope.Context(expression.References));
    }

    private static string Text(Substitution scope, string text, string? item) => TagTemplate.HasTags(text) ? Replaced(scope, TagText.Plain(text), item) : text;

    private static string Replaced(Substitution scope, TagText text, string? item)
    {
        var replaced = scope.Apply(text);
        if (item is null || !replaced.HasTags)
            return replaced.Source;
        using var document = JsonDocument.Parse(item);
        return scope.ApplyItem(replaced, LoopItem.FromJson(document.RootElement), 0);
    }
}
