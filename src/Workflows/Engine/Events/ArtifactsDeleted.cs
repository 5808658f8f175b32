namespace Fleet.Workflows.Engine;

/// <summary>Artifacts that <c>artifactGC</c> meant are gone from where they were kept.</summary>
/// <param name="Artifacts">Which ones.</param>
public sealed record ArtifactsDeleted(IReadOnlyList<ArtifactGarbage> Artifacts) : EngineEvent;
