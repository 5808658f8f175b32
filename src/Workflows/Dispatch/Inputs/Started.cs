namespace Fleet.Workflows.Dispatch;

/// <summary>The main container runs; a daemon: is ready.</summary>
/// <param name="WorkerId">Who says it.</param>
/// <param name="Session">In which session.</param>
/// <param name="Stamp">About what.</param>
/// <param name="At">The engine's start time.</param>
/// <param name="HostName">Host shown to users.</param>
/// <param name="Ip">Address of the pod.</param>
/// <param name="DaemonReady">A daemon's readiness probe holds.</param>
public sealed record Started(string WorkerId, long Session, DispatchStamp Stamp, DateTimeOffset At, string? HostName, string? Ip, bool DaemonReady)
    : ReportItem(WorkerId, Session, Stamp);
