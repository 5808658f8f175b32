using System.Globalization;
using Docker.DotNet.Models;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Reads the engine's answers about containers.</summary>
internal static class ContainerStates
{
    /// <summary>What an inspection says; null: the container is being removed.</summary>
    public static ContainerState? Of(ContainerInspectResponse container, string network)
    {
        var state = container.State;
        if (PhaseOf(state?.Status) is not { } phase || state is null)
            return null;
        var exited = phase == ContainerPhase.Exited;
        var started = Moment(state.StartedAt);
        var finished = exited ? Moment(state.FinishedAt) : null;
        return new ContainerState
        {
            Id = container.ID,
            Name = container.Name.TrimStart('/'),
            Labels = Labels(container.Config?.Labels),
            Phase = phase,
            ExitCode = exited ? (int)state.ExitCode : null,
            OomKilled = exited && state.OOMKilled,
            Error = string.IsNullOrEmpty(state.Error) ? null : state.Error,
            // The daemon notes the start after it has asked for it: a short run may have ended before.
            StartedAt = finished < started ? finished : started,
            FinishedAt = finished,
            Ip = IpOf(container.NetworkSettings?.Networks, network),
        };
    }

    /// <summary>Ended as if the kernel had killed it for its memory limit, but not marked so: the engine's mark comes by another way than the end, and may come after it.</summary>
    public static bool MayBeOutOfMemory(ContainerInspectResponse container) =>
        container is { State: { OOMKilled: false, ExitCode: 137 }, HostConfig.Memory: > 0 } && PhaseOf(container.State.Status) == ContainerPhase.Exited;

    /// <summary>What a listing says: no exit code, no times; null: the container is being removed.</summary>
    public static ContainerState? Of(ContainerListResponse container) =>
        PhaseOf(container.State) is not { } phase
            ? null
            : new ContainerState
            {
                Id = container.ID,
                Name = container.Names is [var name, ..] ? name.TrimStart('/') : container.ID,
                Labels = Labels(container.Labels),
                Phase = phase,
            };

    private static ContainerPhase? PhaseOf(string? status) => status switch
    {
        "created" or "configured" or "initialized" => ContainerPhase.Created,
        "running" or "paused" or "restarting" or "stopping" => ContainerPhase.Running,
        "exited" or "dead" or "stopped" => ContainerPhase.Exited,
        _ => null,
    };

    private static Dictionary<string, string> Labels(IDictionary<string, string>? labels) =>
        labels is null ? [] : new Dictionary<string, string>(labels, StringComparer.Ordinal);

    private static string? IpOf(IDictionary<string, EndpointSettings>? networks, string network) =>
        networks is not null && networks.TryGetValue(network, out var endpoint) && !string.IsNullOrEmpty(endpoint.IPAddress) ? endpoint.IPAddress : null;

    // The engine writes "never" as the year 1.
    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) && moment.Year > 1 ? moment : null;
}
