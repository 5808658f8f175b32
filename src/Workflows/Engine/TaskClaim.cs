namespace Fleet.Workflows.Engine;

/// <summary>A volume claim that a task mounts.</summary>
/// <param name="Name">Name of the claim (<c>claimName</c>).</param>
/// <param name="Own">Of one that the workflow makes (<c>volumeClaimTemplates</c>): its id (<see cref="ClaimId"/>); null: it outlives the workflow.</param>
public sealed record TaskClaim(string Name, string? Own);
