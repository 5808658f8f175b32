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
            var outputs = Read(scope with { Siblings = null }, node.Template);
            node.Outputs = new NodeOutputs
            {
                Parameters = [.. outputs.Parameters.Select(p => new OutputParameter(p.Name, Taken(turn, p, Value(scope, turn.State.Values, p)), p.GlobalName))],
                Artifacts = ArtifactOutputs.OfTemplate(turn, node, outputs.Artifacts),
            };
            return null;
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            return e.Message;
        }
    }

    private static string? Taken(Turn turn, Parameter parameter, string? value) => value is null ? null : turn.State.Values.Take(value, $"outputs.parameters.{parameter.Name}");

    private static Outputs Read(Substitution scope, TemplateHandle handle)
    {
        if (!handle.Outputs.HasTags)
            return handle.Template.Outputs;
        using var document = JsonDocument.Parse(scope.Apply(handle.Outputs).Source);
        return ValueReader.Outputs(document.RootElement);
    }

    private static string? Value(Substitution scope, ValueTable values, Parameter parameter)
    {
        if (parameter.ValueFrom is not { } source)
            return parameter.ValueOrDefault;
        try
        {
            if (source.Expression is { } text)
                return Evaluate(scope, parameter.Name, text);
            return source.Parameter is { } reference ? Lookup(scope, values, reference) : parameter.Value ?? source.Default;
        }
        catch (ExpressionException) when (source.Default is not null)
        {
            return source.Default;
        }
    }

    private static string Evaluate(Substitution scope, string name, string text)
    {
        var expression = Expression.Parse(text);
        return expression.Evaluate(scope.Context(expression.References)) is { } value
            ? Expression.Format(value)
            : throw new ExpressionException(ExpressionErrorKind.AbsentValue, $"output parameter {name}: expression '{text}' has no value");
    }

    private static string Lookup(Substitution scope, ValueTable values, string reference)
    {
        var text = scope.Mentioning(values).Apply(TagText.Plain(reference));
        return text.HasTags ? throw new ExpressionException(ExpressionErrorKind.MissingReference, $"Unable to resolve: {text.Source}") : TaskText.Whole(text.Source, values.Find);
    }
}
