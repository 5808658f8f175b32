namespace Fleet.Worker.Protocol;

/// <summary>Remove the volume of a claim, once no container has it any more; answer by <see cref="WorkerProtocol.ClaimRemoved"/> whether it worked or not.</summary>
/// <param name="Claim">The claim.</param>
public sealed record RemoveClaim(string Claim) : WorkerAction;
