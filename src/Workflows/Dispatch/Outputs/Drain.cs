namespace Fleet.Workflows.Dispatch;

/// <summary>Take no more tasks, finish what runs.</summary>
/// <param name="WorkerId">Whom it is for.</param>
/// <param name="Session">The session it is for.</param>
public sealed record Drain(string WorkerId, long Session) : WorkerMessage(WorkerId, Session);
