using Docker.DotNet;
using Docker.DotNet.Models;
using Version = System.Version;

namespace Fleet.Worker.Containers.Docker;

/// <summary>What the engine is: asked once, since its limits are needed for each container.</summary>
internal sealed class EngineIdentity(DockerClient client, EngineCalls calls, Uri endpoint)
{
    private static readonly Version OldestApi = new(1, 41);

    private volatile EngineInfo? _info;

    /// <summary>API version from which a volume can be mounted at a path inside it.</summary>
    public static Version SubPathApi { get; } = new(1, 45);

    /// <summary>Version of the API that the engine speaks.</summary>
    public Version Api { get; private set; } = OldestApi;

    /// <summary>Id, size and description.</summary>
    /// <exception cref="EngineUnavailableException">It does not answer, or is too old.</exception>
    public async Task<EngineInfo> GetAsync(CancellationToken cancellationToken)
    {
        if (_info is { } known)
            return known;
        var version = await calls.MakeAsync("ask for the engine's version", client.System.GetVersionAsync, cancellationToken);
        if (!Version.TryParse(version.APIVersion, out var api) || api < OldestApi)
            throw new EngineUnavailableException($"the container engine at {endpoint.OriginalString} is version {version.Version} with API {version.APIVersion}; Fleet needs API {OldestApi} (Docker Engine 20.10) or newer");
        Api = api;
        var info = await calls.MakeAsync("ask for the engine's size", client.System.GetSystemInfoAsync, cancellationToken);
        return _info = new EngineInfo(IdOf(info, version), info.Name, info.NCPU, info.MemTotal, $"{NameOf(version)} {version.Version} at {endpoint.OriginalString}")
        {
            Architecture = string.IsNullOrEmpty(info.Architecture) ? NodeLabels.OwnArchitecture : NodeLabels.Architecture(info.Architecture),
            Os = string.IsNullOrEmpty(info.OSType) ? "linux" : info.OSType,
        };
    }

    /// <summary>What of a volume can be mounted.</summary>
    public async Task<VolumeMounts> VolumeMountsAsync(CancellationToken cancellationToken)
    {
        await GetAsync(cancellationToken);
        return Api < SubPathApi ? VolumeMounts.Folders : VolumeMounts.Files;
    }

    /// <summary>Whether containers go on when the daemon stops.</summary>
    public async Task<bool> HasLiveRestoreAsync(CancellationToken cancellationToken) =>
        (await calls.MakeAsync("ask for the engine's settings", client.System.GetSystemInfoAsync, cancellationToken)).LiveRestoreEnabled;

    private static bool IsPodman(VersionResponse version) => version.Components?.Any(component => component.Name == "Podman Engine") ?? false;

    private static string NameOf(VersionResponse version) => IsPodman(version) ? "Podman" : "Docker Engine";

    // Podman makes up a new id for every answer.
    private static string IdOf(SystemInfoResponse info, VersionResponse version) =>
        IsPodman(version) || string.IsNullOrEmpty(info.ID) ? $"podman:{info.Name}:{info.DockerRootDir}" : info.ID;
}
