namespace Fleet.Coordinator.Storage;

/// <summary>Artifacts that are to be deleted (<c>artifactGC</c>). The row stays until that is done, longer than its workflow if need be.</summary>
/// <param name="Id">Its own id, rising with time.</param>
/// <param name="Workflow">The workflow that has stored them.</param>
/// <param name="ArtifactsJson">JSON array of <see cref="ArtifactKeeping.KeptArtifact"/>.</param>
public sealed record ArtifactGarbageRow(Guid Id, Guid Workflow, string ArtifactsJson);
