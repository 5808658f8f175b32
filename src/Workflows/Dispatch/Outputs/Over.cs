namespace Fleet.Workflows.Dispatch;

/// <summary>The session is over: let go of everything, touch no container, say hello (rule 6).</summary>
/// <param name="WorkerId">Whom it is for.</param>
/// <param name="Session">The session that is over.</param>
public sealed record Over(string WorkerId, long Session) : WorkerMessage(WorkerId, Session);
