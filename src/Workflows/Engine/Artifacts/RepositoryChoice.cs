using System.Text;
using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;
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
    public static string? Make(WorkflowState state, WorkflowSubmitted submitted)
    {
        var name = RepositoryMap.NameFor(state.Workflow.Spec);
        var map = state.Given.Manifest(name) is { } given ? RepositoryMap.Read(Encoding.UTF8.GetBytes(given)) : submitted.Repositories;
        return RepositoryMap.Choose(state.Workflow.Spec, map) is var (key, chosen) ? Status(chosen, new JsonObject { ["configMap"] = name, ["key"] = key, ["namespace"] = state.Namespace })
            : submitted.DefaultRepository is { } json ? Status(ArtifactRepository.Read(json), new JsonObject { ["default"] = true })
            : null;
    }

    /// <summary>The repository of a choice.</summary>
    public static ArtifactRepository Read(string? choice) => choice is null ? ArtifactRepository.Own : ArtifactRepository.Read(ArtifactJson.Text(JsonNode.Parse(choice)!["artifactRepository"]!));

    private static string Status(ArtifactRepository repository, JsonObject where)
    {
        where["artifactRepository"] = JsonNode.Parse(repository.Json);
        return ArtifactJson.Text(where);
    }
}
