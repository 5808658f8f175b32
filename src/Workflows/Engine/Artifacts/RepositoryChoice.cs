using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary>
/// Which repository a workflow has, told once when it begins (Argo's source <c>artifactrepositories.Resolve</c>): that of <c>spec.artifactRepositoryRef</c>, else the one that the ConfigMap
/// <c>artifact-repositories</c> names, else the Fleet's.
/// </summary>
internal static class RepositoryChoice
{
    /// <summary>The choice in the form of <c>status.artifactRepositoryRef</c>; null: the Fleet's own store.</summary>
    /// <exception cref="SpecFormatException">What it names is not there, or is none.</exception>
    /// <exception cref="ExpressionException">A tag of <c>artifactRepositoryRef</c> cannot be replaced.</exception>
    /// <param name="state">The workflow; its arguments are known.</param>
    /// <param name="map">The ConfigMap that it names, or the one that counts where it names none; null: there is none.</param>
    /// <param name="otherwise">The repository of workflows that choose none, JSON; null: the Fleet's own store.</param>
    public static string? Make(WorkflowState state, RepositoryMap? map, string? otherwise)
    {
        var spec = SpecOf(state);
        var name = RepositoryMap.NameFor(spec);
        return RepositoryMap.Choose(spec, map) is var (key, chosen) ? Status(chosen, new JsonObject { ["configMap"] = name, ["key"] = key, ["namespace"] = state.Namespace })
            : otherwise is { } json ? Status(ArtifactRepository.Read(json), new JsonObject { ["default"] = true })
            : null;
    }

    /// <summary>The repository of a choice.</summary>
    public static ArtifactRepository Read(string? choice) => choice is null ? ArtifactRepository.Own : ArtifactRepository.Read(ArtifactJson.Text(JsonNode.Parse(choice)!["artifactRepository"]!));

    /// <summary>The name of the ConfigMap that it comes from, where it is there; one whose tags cannot be replaced is as it is written.</summary>
    public static string MapName(WorkflowState state)
    {
        try
        {
            return RepositoryMap.NameFor(SpecOf(state));
        }
        catch (ExpressionException)
        {
            return RepositoryMap.NameFor(state.Workflow.Spec);
        }
    }

    // artifactRepositoryRef may have names of the workflow.
    private static WorkflowSpec SpecOf(WorkflowState state)
    {
        var spec = state.Workflow.Spec;
        if (spec.ArtifactRepositoryRef is not { } reference || TagText.Json(reference) is not { HasTags: true } tags)
            return spec;
        var globals = new Substitution(new TagOptions { Now = state.CreatedAt, Seed = state.Seed }, new GlobalVariables(state, state.CreatedAt));
        return spec with { ArtifactRepositoryRef = globals.Apply(tags).Source };
    }

    private static string Status(ArtifactRepository repository, JsonObject where)
    {
        where["artifactRepository"] = JsonNode.Parse(repository.Json);
        return ArtifactJson.Text(where);
    }
}
