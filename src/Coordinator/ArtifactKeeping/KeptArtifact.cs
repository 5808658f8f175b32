namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>An artifact that is to be deleted, and where it is.</summary>
/// <param name="Ordinal">The node that has stored it.</param>
/// <param name="Artifact">It, as in the node's outputs: JSON text.</param>
/// <param name="Place">The store, as Argo's JSON without the key; null: the Fleet's own.</param>
/// <param name="Key">Its key there; null: the place has no keys.</param>
/// <param name="Secrets">The Secrets that count for the place; null: it names none.</param>
/// <param name="NotBefore">Until then a worker may still store it; null: it is there.</param>
/// <param name="Owner">The workflow by its names: another one that has them now may have stored under the same key; null: its key is nobody else's.</param>
public sealed record KeptArtifact(int Ordinal, string Artifact, string? Place, string? Key, PlaceSecrets? Secrets = null, DateTimeOffset? NotBefore = null, WorkflowNames? Owner = null);

/// <summary>The names of a workflow.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record WorkflowNames(string Namespace, string Name);
