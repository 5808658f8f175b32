namespace Fleet.Contracts;

/// <summary>A readiness probe, in Kubernetes' terms.</summary>
public sealed record ProbeWork
{
    /// <summary>Command run in the container; null: not an exec probe.</summary>
    public IReadOnlyList<string>? Exec { get; init; }

    /// <summary>Path of an HTTP GET; null: not an HTTP probe.</summary>
    public string? HttpPath { get; init; }

    /// <summary>TCP or HTTP port.</summary>
    public int? Port { get; init; }

    /// <summary>Seconds before the first probe.</summary>
    public int InitialDelaySeconds { get; init; }

    /// <summary>Seconds between probes; default 10.</summary>
    public int PeriodSeconds { get; init; } = 10;

    /// <summary>Seconds one probe may take; default 1.</summary>
    public int TimeoutSeconds { get; init; } = 1;

    /// <summary>Failures in a row after which a ready container counts as not ready; default 3.</summary>
    public int FailureThreshold { get; init; } = 3;
}
