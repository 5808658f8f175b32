namespace Fleet.Worker.Protocol;

/// <summary>There is something to report: take it with <see cref="WorkerProtocol.TakeReport"/> and send it. What happens until then goes into it.</summary>
public sealed record ReportWaits : WorkerAction;
