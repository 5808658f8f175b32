using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary>Finds what <c>from</c> and <c>fromExpression</c> mean (Argo's source <c>resolveArtifact</c>).</summary>
internal static class ArtifactReferences
{
    private const string Inputs = "inputs.artifacts.";
    private const string Global = "workflow.outputs.artifacts.";

    /// <summary>The artifact that is meant, <c>subPath</c> appended to its key.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="parent">The Steps or DAG node around the text; null: the workflow.</param>
    /// <param name="artifact">What refers to it.</param>
    /// <param name="own">The node in it that the text is a hook of; null: it is no hook's.</param>
    /// <exception cref="ExpressionException">It is not there (<see cref="ExpressionErrorKind.MissingReference"/>), or no artifact.</exception>
    public static JsonObject Resolve(Turn turn, Node? parent, Artifact artifact, Node? own = null)
    {
        var found = artifact.FromExpression is { } expression ? Evaluate(turn, parent, own, expression) : Find(turn, parent, own, artifact.From!);
        if (artifact.SubPath is { } subPath && !ArtifactJson.AppendToKey(found, subPath))
            throw new ExpressionException(ExpressionErrorKind.Evaluation, $"artifact {artifact.Name}: subPath needs an artifact with a key");
        return found;
    }

    private static JsonObject Find(Turn turn, Node? parent, Node? own, string from)
    {
        var text = from.Trim();
        var name = text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal) ? text[2..^2].Trim() : text;
        var found = name switch
        {
            _ when name.StartsWith(Inputs, StringComparison.Ordinal) => ArtifactJson.Find(parent?.Artifacts, name[Inputs.Length..]) is { } input && HasPlace(input) ? input : null,
            _ when name.StartsWith(Global, StringComparison.Ordinal) => turn.State.GlobalArtifacts.TryGetValue(name[Global.Length..], out var json) ? ArtifactJson.Parse(json) : null,
            _ => parent is null || parent.Template?.Template.IsLeaf != false ? null : new SiblingVariables(turn.State, parent, own).FindArtifact(name),
        };
        return found ?? throw new ExpressionException(ExpressionErrorKind.MissingReference, $"Unable to resolve: {from}");
    }

    private static JsonObject Evaluate(Turn turn, Node? parent, Node? own, string text)
    {
        var scope = parent is null ? NodeScopes.Global(turn) : NodeScopes.Inside(turn, parent, own);
        var expression = Expression.Parse(text);
        var value = expression.Evaluate(scope.Context(expression.References));
        if (value is null)
            throw new ExpressionException(ExpressionErrorKind.MissingReference, $"Unable to resolve: {text}");
        return JsonNode.Parse(Expression.ToJson(value)) is JsonObject found && HasPlace(found)
            ? found
            : throw new ExpressionException(ExpressionErrorKind.Evaluation, $"Variable {{{{{text}}}}} is not an artifact");
    }

    // An optional input that was not supplied is there by name only.
    private static bool HasPlace(JsonObject artifact) => ValueReader.Locations.Any(artifact.ContainsKey);
}
