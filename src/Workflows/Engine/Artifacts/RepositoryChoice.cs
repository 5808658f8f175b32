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
        var reference = RepositoryMap.Reference(state.Workflow.Spec);
        var name = RepositoryMap.NameFor(state.Workflow.Spec);
        var map = state.Given.Manifest(name) is { } given ? RepositoryMap.Read(Encoding.UTF8.GetBytes(given)) : submitted.Repositories;
        if (map is null && reference is not null)
            throw new SpecFormatException($"ConfigMap '{name}' does not exist");
        if ((reference?.Key ?? map?.DefaultKey) is { } key)
        {
            return map!.Data.TryGetValue(key, out var text)
                ? Status(ArtifactRepository.Parse(text), new JsonObject { ["configMap"] = name, ["key"] = key, ["namespace"] = state.Namespace })
                : throw new SpecFormatException($"ConfigMap '{name}' does not have the key '{key}'");
        }

        if (reference is not null)
            throw new SpecFormatException($"artifactRepositoryRef names no key, and ConfigMap '{name}' has no annotation workflows.argoproj.io/default-artifact-repository");
        return submitted.DefaultRepository is { } json ? Status(ArtifactRepository.Read(json), new JsonObject { ["default"] = true }) : null;
    }

    /// <summary>The repository of a choice.</summary>
    public static ArtifactRepository Read(string? choice) => choice is null ? ArtifactRepository.Own : ArtifactRepository.Read(ArtifactJson.Text(JsonNode.Parse(choice)!["artifactRepository"]!));

    private static string Status(ArtifactRepository repository, JsonObject where)
    {
        where["artifactRepository"] = JsonNode.Parse(repository.Json);
        return ArtifactJson.Text(where);
    }
}
