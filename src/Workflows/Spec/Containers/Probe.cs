namespace Fleet.Workflows.Spec;

/// <summary>A check of a running container; one of the handlers is set.</summary>
public sealed record Probe
{
    /// <summary><c>exec.command</c>.</summary>
    public IReadOnlyList<string>? ExecCommand { get; init; }

    /// <summary><c>httpGet</c>.</summary>
    public HttpGetAction? HttpGet { get; init; }

    /// <summary><c>tcpSocket.port</c>, number or port name; <c>grpc.port</c> too, whose health service is not asked.</summary>
    public string? TcpPort { get; init; }

    /// <summary><c>tcpSocket.host</c>.</summary>
    public string? TcpHost { get; init; }

    /// <summary>There is something to probe.</summary>
    public bool HasHandler => ExecCommand is { Count: > 0 } || HttpGet is not null || TcpPort is not null;

    /// <summary><c>initialDelaySeconds</c>; default 0.</summary>
    public int InitialDelaySeconds { get; init; }

    /// <summary><c>periodSeconds</c>; default 10.</summary>
    public int PeriodSeconds { get; init; } = 10;

    /// <summary><c>timeoutSeconds</c>; default 1.</summary>
    public int TimeoutSeconds { get; init; } = 1;

    /// <summary><c>successThreshold</c>; default 1.</summary>
    public int SuccessThreshold { get; init; } = 1;

    /// <summary><c>failureThreshold</c>; default 3.</summary>
    public int FailureThreshold { get; init; } = 3;
}
