namespace Fleet.Workflows.Dispatch;

/// <summary>Answer to a <see cref="Hello"/>.</summary>
/// <param name="WorkerId">Whom it is for.</param>
/// <param name="Session">The session; unique in the Fleet, rising.</param>
/// <param name="Boot">Boot of the hello.</param>
/// <param name="Number">Number of the hello.</param>
public sealed record Welcome(string WorkerId, long Session, Guid Boot, int Number) : WorkerMessage(WorkerId, Session);
