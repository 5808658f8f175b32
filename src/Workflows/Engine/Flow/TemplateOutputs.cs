using System.Text.Json;
using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Outputs of Steps and DAG nodes, made when they succeed (<c>valueFrom.parameter</c>, <c>valueFrom.expression</c>, default).</summary>
internal static class TemplateOutputs
{
    /// <summary>Argo's sentence about an output that has a <c>value</c> (its source <c>getTemplateOutputsFromScope</c>; its validator lets it pass).</summary>
    public const string NoSource = "output parameters must have a valueFrom specified";

    /// <summary>Sets the outputs of a node.</summary>
    /// <returns>Null, or why they cannot be made.</returns>
    public static string? Error(Turn turn, Node node)
    {
        var declared = node.Template!.Template.Outputs;
        if (declared.Parameters.Count == 0 && declared.Artifacts.Count == 0)
            return null;
        try
        {
            var scope = NodeScopes.Inside(turn, node);
            var outputs = Read(scope with { Siblings = null }, node.Template, turn.State.Values);
            node.Outputs = new NodeOutputs
            {
                Parameters = [.. outputs.Parameters.Select((p, i) => new OutputParameter(p.Name, Value(scope, turn.State.Values, p, IsBareName(declared.Parameters[i])), p.GlobalName))],
                Artifacts = ArtifactOutputs.OfTemplate(turn, node, outputs.Artifacts),
            };
            return null;
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            return e.Message;
        }
    }

    private static Outputs Read(Substitution scope, TemplateHandle handle, ValueTable values)
    {
        if (!handle.Outputs.HasTags)
            return handle.Template.Outputs;
        using var document = JsonDocument.Parse(ValueMentions.Only(scope.Mentioning(values).Apply(handle.Outputs).Source, ValueMentions.OfOutputs, values.Find));
        return ValueReader.Outputs(document.RootElement);
    }

    private static string? Value(Substitution scope, ValueTable values, Parameter parameter, bool bareName)
    {
        if (parameter.ValueFrom is not { } source)
            throw new ExpressionException(ExpressionErrorKind.AbsentValue, NoSource);
        try
        {
            if (source.Expression is { } text)
                return values.Take(Evaluate(scope, parameter.Name, text), What(parameter));
            return source.Parameter is { } reference ? values.Take(bareName ? Named(scope, reference) : Lookup(scope, values, reference), What(parameter)) : values.Output(parameter.Name, source.Default);
        }
        catch (ExpressionException) when (source.Default is not null)
        {
            return values.Output(parameter.Name, source.Default);
        }
        catch (ExpressionException e) when (e.Kind == ExpressionErrorKind.Limit)
        {
            throw e.WithPrefix($"{What(parameter)}: ");
        }
    }

    private static string Evaluate(Substitution scope, string name, string text)
    {
        var expression = Expression.Parse(text);
        return expression.Evaluate(scope.Context(expression.References)) is { } value
            ? Expression.Format(value)
            : throw new ExpressionException(ExpressionErrorKind.AbsentValue, $"output parameter {name}: expression '{text}' has no value");
    }

    // Braces around the name are optional (Argo's source ResolveVar).
    private static bool IsBareName(Parameter declared) => declared.ValueFrom?.Parameter is { } text && !TagTemplate.HasTags(text);

    private static string Named(Substitution scope, string name) => scope.TryGet(name.Trim(), out var found) && found is string value ? value
        : throw new ExpressionException(ExpressionErrorKind.MissingReference, $"Unable to resolve: {name}");

    private static string What(Parameter parameter) => $"outputs.parameters.{parameter.Name}";

    private static string Lookup(Substitution scope, ValueTable values, string reference)
    {
        // As in Argo, whatever tags it has itself.
        if (TagTemplate.HasTags(reference) && TagTemplate.Parse(reference).PureReference is { } name && scope.TryGet(name, out var whole) && whole is string value)
            return value;
        var text = scope.Mentioning(values).Apply(TagText.Plain(reference));
        return text.HasTags ? throw new ExpressionException(ExpressionErrorKind.MissingReference, $"Unable to resolve: {text.Source}") : TaskText.Whole(text.Source, values.Find);
    }
}
