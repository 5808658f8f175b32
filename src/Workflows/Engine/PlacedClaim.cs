namespace Fleet.Workflows.Engine;

/// <summary>A claim of a workflow that has a volume.</summary>
/// <param name="Id">The claim.</param>
/// <param name="Engine">Id of the container engine where its volume lies.</param>
public sealed record PlacedClaim(ClaimId Id, string Engine);
