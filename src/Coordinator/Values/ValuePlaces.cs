using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Values;

/// <summary>Where values are that are too large for messages.</summary>
internal static class ValuePlaces
{
    /// <summary>The place that workers are told; null: the Fleet's own store. Keys in Secrets are those of a workflow's namespace: such a repository is none for the Fleet's own things.</summary>
    /// <param name="repository">The Fleet's artifact repository, JSON; null: its own store.</param>
    public static ArtifactPlace? Of(string? repository) => repository is not null && SecretSelectors.Of(repository).Count == 0 ? new ArtifactPlace(ArtifactRepository.Read(repository).Location!) : null;
}
