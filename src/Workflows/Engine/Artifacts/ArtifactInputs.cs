using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary>Gives a template's input artifacts their places (Argo's source <c>common.ProcessArgs</c>).</summary>
internal static class ArtifactInputs
{
    /// <summary>Argument, else the input's own location. The result may still have tags.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="seed">The node that is called.</param>
    /// <param name="template">The template.</param>
    /// <param name="arguments">Arguments of the call.</param>
    /// <returns>The list as it stands in the status; null: the template takes none.</returns>
    /// <exception cref="ExpressionException">One has no place, or what it comes from is not there.</exception>
    public static string? Resolve(Turn turn, NodeSeed seed, Template template, Arguments arguments) => template.Inputs.Artifacts.Count == 0 ? null
        : ArtifactJson.Write(template.Inputs.Artifacts.Select(declared => Resolve(turn, seed, declared, arguments.FindArtifact(declared.Name))));

    /// <summary>Replaces what is left of tags; large raw contents are mentioned.</summary>
    /// <exception cref="ExpressionException">An expression in them fails.</exception>
    public static string? Substitute(string? artifacts, Substitution scope, ValueTable values) => artifacts is not null && TagTemplate.HasTags(artifacts)
        ? ValueMentions.Only(scope.Mentioning(values).Apply(TagText.Json(artifacts)).Source, ValueMentions.OfArtifacts, values.Find)
        : artifacts;

    private static JsonObject Resolve(Turn turn, NodeSeed seed, Artifact declared, Artifact? given)
    {
        var place = given is null ? null : PlaceOf(turn, seed, given, declared.Optional || given.Optional);
        if (place is null && declared is { Optional: false, Location: null })
            throw new ExpressionException(ExpressionErrorKind.MissingReference, $"inputs.artifacts.{declared.Name} was not supplied");
        var own = ArtifactJson.Parse(declared.Json);
        if (place is null)
            return own;
        var result = new JsonObject { ["name"] = declared.Name };
        foreach (var field in (string[])["path", "mode", "recurseMode", "archive"])
        {
            if (own[field] is { } value)
                result[field] = value.DeepClone();
        }

        if (declared.Optional || given!.Optional)
            result["optional"] = true;
        ArtifactJson.CopyPlace(place, result);
        return result;
    }

    // Null: it comes from what is not there, and may.
    private static JsonObject? PlaceOf(Turn turn, NodeSeed seed, Artifact given, bool optional)
    {
        if (given is { From: null, FromExpression: null })
        {
            return given.Location is not null ? ArtifactJson.Parse(given.Json)
                : given.Optional ? null
                : throw new ExpressionException(ExpressionErrorKind.MissingReference, $"inputs.artifacts.{given.Name} missing location information");
        }

        try
        {
            var own = seed is { Role: NodeRole.Hook, Owner: >= 0 } ? turn.Node(seed.Owner) : null;
            return ArtifactReferences.Resolve(turn, seed.Boundary < 0 ? null : turn.Node(seed.Boundary), given, own);
        }
        catch (ExpressionException error) when (error.Kind == ExpressionErrorKind.MissingReference)
        {
            return optional ? null : throw new ExpressionException(error.Kind, $"unable to resolve references: {error.Message}");
        }
    }
}
