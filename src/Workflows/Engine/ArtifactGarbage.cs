namespace Fleet.Workflows.Engine;

/// <summary>An artifact that is to be deleted.</summary>
/// <param name="Ordinal">The node that has stored it.</param>
/// <param name="Artifact">It, as in the node's outputs: JSON text.</param>
public sealed record ArtifactGarbage(int Ordinal, string Artifact);
