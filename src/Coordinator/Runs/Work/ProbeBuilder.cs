using System.Globalization;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>Readiness probes: named ports become numbers.</summary>
internal static class ProbeBuilder
{
    // What .NET's timers take, in seconds.
    private const int Longest = int.MaxValue / 1000;

    /// <exception cref="WorkException">It says nothing to probe, as Kubernetes refuses it, or a port that is not there.</exception>
    public static ProbeWork Build(string container, Probe probe, IReadOnlyList<ContainerPort> ports) => !probe.HasHandler ? throw new WorkException($"The readiness probe of container '{container}' has nothing to probe: it needs exec with a command, httpGet, tcpSocket or grpc.") : new()
    {
        Exec = probe.ExecCommand,
        HttpPath = probe.HttpGet is { } http ? http.Path.Length == 0 ? "/" : http.Path : null,
        Port = Port(container, probe.HttpGet?.Port ?? probe.TcpPort, ports),
        InitialDelaySeconds = Math.Clamp(probe.InitialDelaySeconds, 0, Longest),
        PeriodSeconds = Math.Min(probe.PeriodSeconds, Longest),
        TimeoutSeconds = Math.Min(probe.TimeoutSeconds, Longest),
        SuccessThreshold = probe.SuccessThreshold,
        HttpScheme = probe.HttpGet?.Scheme ?? "HTTP",
        HttpHeaders = [.. (probe.HttpGet?.Headers ?? []).Select(header => new EnvironmentVariable(header.Name, header.Value))],
        Host = probe.HttpGet?.Host ?? probe.TcpHost,
    };

    private static int? Port(string container, string? text, IReadOnlyList<ContainerPort> ports)
    {
        if (text is null) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        return ports.FirstOrDefault(port => port.Name == text)?.Number
            ?? throw new WorkException($"The readiness probe of container '{container}' names port '{text}', which is not among its ports.");
    }
}
