namespace Fleet.Worker.Protocol;

/// <summary>Something the machine wants done. None is waited for; the outcome comes back as a call.</summary>
public abstract record WorkerAction;
