namespace Fleet.Workflows.Dispatch;

/// <summary>A message for one worker. Each becomes an outbox row of the commit it was decided in (rule 18).</summary>
/// <param name="WorkerId">Whom it is for.</param>
/// <param name="Session">The session it is about.</param>
public abstract record WorkerMessage(string WorkerId, long Session);
