namespace Fleet.Workflows.Engine;

/// <summary>An artifact that is to be deleted.</summary>
/// <param name="Ordinal">The node that has stored it.</param>
/// <param name="Artifact">It, as in the node's outputs: JSON text.</param>
/// <param name="MayCome">The node had not ended: it may have stored it, or be about to.</param>
public sealed record ArtifactGarbage(int Ordinal, string Artifact, bool MayCome = false);
