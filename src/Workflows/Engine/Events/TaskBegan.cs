namespace Fleet.Workflows.Engine;

/// <summary>The node's main container runs; a daemon: is ready.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Dispatch">The issue that began.</param>
/// <param name="At">The engine's start time.</param>
/// <param name="HostName">Host shown to users.</param>
/// <param name="Ip">Address of the pod.</param>
/// <param name="DaemonReady">A daemon's readiness probe holds.</param>
public sealed record TaskBegan(int Ordinal, int Dispatch, DateTimeOffset At, string? HostName, string? Ip, bool DaemonReady) : EngineEvent;
