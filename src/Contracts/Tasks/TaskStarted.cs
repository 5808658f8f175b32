namespace Fleet.Contracts;

/// <summary>The main container of a task runs.</summary>
public sealed record TaskStarted
{
    /// <summary>The dispatch.</summary>
    public required TaskStamp Stamp { get; init; }

    /// <summary>The engine's start time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Host shown to users (<c>hostNodeName</c>).</summary>
    public string? HostName { get; init; }

    /// <summary>Address of the pod on the Fleet's network; null: none.</summary>
    public string? Ip { get; init; }

    /// <summary>A daemon is ready (its readiness probe holds).</summary>
    public bool DaemonReady { get; init; }
}
