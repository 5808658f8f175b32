using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Reads calls that are no step or task, the entrypoint's and those of hooks, with their tags replaced.</summary>
internal static class DirectCalls
{
    /// <summary>The call.</summary>
    /// <param name="scope">The names that it may use.</param>
    /// <param name="values">Large values of the workflow: artifacts mention them.</param>
    /// <param name="called">What is called, and with what.</param>
    /// <param name="item">The loop item that a hook belongs to, JSON text; null: none.</param>
    /// <exception cref="ExpressionException">A tag cannot be resolved.</exception>
    /// <exception cref="SpecFormatException">What a tag brought in makes no artifact.</exception>
    public static WorkflowStep Read(Substitution scope, ValueTable values, LifecycleHook called, string? item)
    {
        var given = called.Arguments;
        return new WorkflowStep
        {
            Template = Replace(called.Template),
            TemplateRef = called.TemplateRef is { } reference ? reference with { Name = Replace(reference.Name), Template = Replace(reference.Template) } : null,
            Arguments = given with { Parameters = [.. given.Parameters.Select(OfParameter)], Artifacts = [.. given.Artifacts.Select(OfArtifact)] },
        };

        [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
        string? Replace(string? text) => text is not null && TagTemplate.HasTags(text) ? Known(scope, TagText.Plain(text)) : text;

        Parameter OfParameter(Parameter parameter) => parameter with { Name = Replace(parameter.Name), Value = Replace(parameter.Value), ValueFrom = OfSource(parameter.ValueFrom) };

        ValueFrom? OfSource(ValueFrom? source) => source is null ? null : source with
        {
            Default = Replace(source.Default),
            ConfigMapKeyRef = source.ConfigMapKeyRef is { } key ? key with { Name = Replace(key.Name), Key = Replace(key.Key) } : null,
        };

        Artifact OfArtifact(Artifact artifact) => TagTemplate.HasTags(artifact.Json)
            ? SpecReader.ReadArtifact(ValueMentions.Only(Known(scope.Mentioning(values), TagText.Json(artifact.Json)), ValueMentions.OfArtifact, values.Find))
            : artifact;

        // What a step has not given must not keep its handler from running (Argo's source resolveExitTmplArgument).
        string Known(Substitution names, TagText text) => names.ApplyItem(names.ApplyKnown(text), item);
    }
}
