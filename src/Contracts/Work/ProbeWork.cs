namespace Fleet.Contracts;

/// <summary>A readiness probe, in Kubernetes' terms.</summary>
public sealed record ProbeWork
{
    /// <summary>Command run in the container; null: not an exec probe.</summary>
    public IReadOnlyList<string>? Exec { get; init; }

    /// <summary>Path of an HTTP GET; null: not an HTTP probe.</summary>
    public string? HttpPath { get; init; }

    /// <summary><c>HTTP</c> (default) or <c>HTTPS</c>.</summary>
    public string HttpScheme { get; init; } = "HTTP";

    /// <summary>Headers of an HTTP GET, in order.</summary>
    public IReadOnlyList<EnvironmentVariable> HttpHeaders { get; init; } = [];

    /// <summary>TCP or HTTP port.</summary>
    public int? Port { get; init; }

    /// <summary>Whom to ask; null: the pod.</summary>
    public string? Host { get; init; }

    /// <summary>Seconds before the first probe.</summary>
    public int InitialDelaySeconds { get; init; }

    /// <summary>Seconds between probes; default 10.</summary>
    public int PeriodSeconds { get; init; } = 10;

    /// <summary>Seconds one probe may take; default 1.</summary>
    public int TimeoutSeconds { get; init; } = 1;

    /// <summary>Successes in a row after which it is ready; default 1.</summary>
    public int SuccessThreshold { get; init; } = 1;
}
