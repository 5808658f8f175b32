using System.Net;
using System.Runtime.CompilerServices;
using Docker.DotNet;
using Docker.DotNet.Models;
using Fleet.Contracts;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Runs containers on an engine that speaks Docker's API (1.41 and newer): Docker Engine, Podman.</summary>
public sealed class DockerRuntime : IContainerRuntime
{
    private static readonly TimeSpan WaitForName = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LateOutOfMemory = TimeSpan.FromMilliseconds(200);

    private readonly DockerConnection _connection;
    private readonly DockerRuntimeOptions _options;
    private readonly TimeProvider _time;
    private readonly EngineOutages _outages;
    private readonly EngineCalls _calls;
    private readonly EngineIdentity _engine;
    private readonly DockerImages _images;
    private readonly DockerNetwork _network;
    private readonly DockerFiles _files;
    private readonly DockerLogs _logs;
    private readonly PauseImage _pause;
    private readonly VolumeOpener _opener;
    private readonly VolumeFiller _filler;
    private readonly DockerVolumes _volumes;

    /// <summary>Connects nothing yet: the first call does.</summary>
    public DockerRuntime(DockerRuntimeOptions options, ILogger<DockerRuntime> logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _connection = new DockerConnection(options);
        _outages = new EngineOutages(time);
        _calls = new EngineCalls(_connection.Endpoint, _outages);
        _engine = new EngineIdentity(Client, _calls, _connection.Endpoint);
        _images = new DockerImages(Client, _calls, new RegistryLogins(RegistryLogins.ConfigDirectoryOf(options), new CredentialHelperProgram()), options, time, logger);
        _network = new DockerNetwork(Client, _calls, options.Network);
        _files = new DockerFiles(_connection, _calls, time);
        _logs = new DockerLogs(_connection, _calls, _engine, _time);
        _pause = new PauseImage(Client, _calls);
        _opener = new VolumeOpener(Client, _calls, _files);
        _filler = new VolumeFiller(Client, _calls, _files);
        _volumes = new DockerVolumes(Client, _calls);
    }

    /// <inheritdoc />
    public string Name => "docker";

    /// <inheritdoc />
    public ContainerWork? Sandbox => PauseImage.Container;

    private DockerClient Client => _connection.Client;

    /// <inheritdoc />
    public Task<EngineInfo> InfoAsync(CancellationToken cancellationToken) => _engine.GetAsync(cancellationToken);

    /// <inheritdoc />
    public Task<VolumeMounts> VolumeMountsAsync(CancellationToken cancellationToken) => _engine.VolumeMountsAsync(cancellationToken);

    /// <inheritdoc />
    public Task PrepareAsync(ContainerSpec spec, IProgress<PullProgress>? progress, CancellationToken cancellationToken) =>
        spec.Work == PauseImage.Container ? _pause.EnsureAsync(cancellationToken) : _images.EnsureAsync(spec.Work.Image, spec.Work.ImagePullPolicy, spec.Pod.ImagePullSecrets, progress, cancellationToken);

    /// <inheritdoc />
    public async Task<string> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var engine = await _engine.GetAsync(cancellationToken);
        if (_engine.Api < EngineIdentity.SubPathApi && spec.Work.Mounts.FirstOrDefault(mount => mount.SubPath.Length > 0 && VolumeFiles.Of(mount, spec) is null && _options.HostPaths.SourceOf(mount, spec) is null) is { } inner)
            throw new ContainerRefusedException($"container {spec.Work.Name} mounts \"{inner.SubPath}\" of volume {inner.Volume} (subPath): that needs Docker Engine 26 (API {EngineIdentity.SubPathApi}), this engine has API {_engine.Api}");
        if (spec.Work.RunAsNonRoot)
            ContainerSecurity.CheckUser(spec.Work, string.IsNullOrEmpty(spec.Work.User) ? await _images.UserAsync(spec.Work.Image, cancellationToken) : null);
        var parameters = ContainerParameters.Of(spec, _options, engine.Cores);
        if (parameters.HostConfig?.NetworkMode == _options.Network)
            await _network.EnsureAsync(cancellationToken);

        var created = await _filler.CreateAsync(spec, parameters, () => CreateOnceAsync(parameters, cancellationToken), cancellationToken);
        await _files.CopyInAsync(created, spec.Work.Files, spec.Work.ReadOnlyRoot, cancellationToken);
        await _opener.OpenAsync(created, spec, parameters, cancellationToken);
        return created;
    }

    /// <inheritdoc />
    public string InputFolder(ContainerWork work, string path) => WritableFolders.Of(work, path);

    /// <inheritdoc />
    public Task CopyInAsync(string containerId, string folder, Stream archive, CancellationToken cancellationToken) => _files.CopyInAsync(containerId, folder, archive, cancellationToken);

    /// <inheritdoc />
    public Task ClearAsync(string containerId, string path, CancellationToken cancellationToken) => _files.ClearAsync(containerId, path, cancellationToken);

    /// <inheritdoc />
    public async Task StartAsync(string containerId, CancellationToken cancellationToken)
    {
        var state = await InspectAsync(containerId, cancellationToken)
            ?? throw new EngineUnavailableException($"cannot start container {containerId}: it is gone; something else than Fleet removed or renamed it");
        // The engine would start an ended container once more.
        if (state.Phase != ContainerPhase.Created)
            return;
        try
        {
            await StartOnceAsync(containerId, cancellationToken);
        }
        catch (EngineUnavailableException e) when (e.InnerException is DockerApiException { StatusCode: HttpStatusCode.NotFound } inner && EngineCalls.MessageOf(inner).Contains("network", StringComparison.Ordinal))
        {
            // A "docker network prune" between create and start.
            _network.Forget();
            await _network.EnsureAsync(cancellationToken);
            await StartOnceAsync(containerId, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async Task<ContainerState?> InspectAsync(string idOrName, CancellationToken cancellationToken) =>
        await StateOfAsync(await LookAsync(idOrName, cancellationToken), cancellationToken);

    private async Task<ContainerState?> StateOfAsync(ContainerInspectResponse? found, CancellationToken cancellationToken)
    {
        var state = found is null ? null : ContainerStates.Of(found, _options.Network);
        return state is { Phase: ContainerPhase.Exited, FinishedAt: { } finished, OomKilled: false } && _outages.Covers(finished) && !await _engine.HasLiveRestoreAsync(cancellationToken)
            ? state with { KilledByEngine = true }
            : state;
    }

    private Task<ContainerInspectResponse?> LookAsync(string idOrName, CancellationToken cancellationToken) =>
        _calls.FindAsync($"inspect container {idOrName}", token => Client.Containers.InspectContainerAsync(idOrName, token), cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<ContainerState>> ListAsync(Guid fleetId, CancellationToken cancellationToken)
    {
        var found = await _calls.MakeAsync("list containers", token => Client.Containers.ListContainersAsync(new ContainersListParameters
        {
            All = true,
            Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"{ContainerLabels.Fleet}={fleetId:D}"] = true } },
        }, token), cancellationToken);
        return [.. found.Select(ContainerStates.Of).OfType<ContainerState>()];
    }

    /// <inheritdoc />
    public async Task<bool> RenameAsync(string containerId, string name, CancellationToken cancellationToken) =>
        await _calls.FindAsync($"rename container {containerId}", async token =>
        {
            await Client.Containers.RenameContainerAsync(containerId, new ContainerRenameParameters { NewName = name }, token);
            return name;
        }, cancellationToken) is not null;

    /// <inheritdoc />
    public IAsyncEnumerable<LogFrame> FollowLogsAsync(string containerId, long sinceNanos, CancellationToken cancellationToken) =>
        _logs.FollowAsync(containerId, sinceNanos, cancellationToken);

    /// <inheritdoc />
    public async Task<ContainerState?> WaitAsync(string containerId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await _calls.FindAsync($"wait for container {containerId}", token => Client.Containers.WaitContainerAsync(containerId, token), cancellationToken);
            var found = answer is null ? null : await LookAsync(containerId, cancellationToken);
            if (found is not null && ContainerStates.MayBeOutOfMemory(found))
            {
                await Task.Delay(LateOutOfMemory, _time, cancellationToken);
                found = await LookAsync(containerId, cancellationToken);
            }

            var state = await StateOfAsync(found, cancellationToken);
            if (state is not { Phase: not ContainerPhase.Exited })
                return state is null ? null : await StartedAsync(state, cancellationToken);
            // Not started yet: the engine calls that "not running" and answers at once.
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task<Stream?> CopyOutAsync(string containerId, string path, CancellationToken cancellationToken) => _files.CopyOutAsync(containerId, path, cancellationToken);

    /// <inheritdoc />
    public async Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var what = $"run {command[0]} in container {containerId}";
        return await _calls.MakeAsync(what, async token =>
        {
            var exec = await Client.Exec.CreateContainerExecAsync(containerId, new ContainerExecCreateParameters { Cmd = [.. command], AttachStdout = true, AttachStderr = true }, token);
            using (var output = await Client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), token))
                await output.CopyOutputToAsync(Stream.Null, Stream.Null, Stream.Null, token);
            return (int)((await Client.Exec.InspectContainerExecAsync(exec.ID, token)).ExitCode ?? -1);
        }, cancellationToken);
    }

    /// <inheritdoc />
    public Task JoinNetworkAsync(CancellationToken cancellationToken) => _network.JoinAsync(cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken) => grace <= TimeSpan.Zero
        ? ContainerKill.MakeAsync(_calls, Client, containerId, cancellationToken)
        : _calls.FindAsync($"stop container {containerId}", async token =>
            (object)await Client.Containers.StopContainerAsync(containerId, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)Math.Max(0, Math.Ceiling(grace.TotalSeconds)) }, token), cancellationToken);

    /// <inheritdoc />
    public Task DestroyAsync(string containerId, CancellationToken cancellationToken) => RemoveAsync(containerId, force: true, cancellationToken);

    /// <inheritdoc />
    public async Task<bool> RemoveUnstartedAsync(string containerId, CancellationToken cancellationToken)
    {
        if (await InspectAsync(containerId, cancellationToken) is not { } state)
            return true;
        return state.Phase == ContainerPhase.Created && await RemoveAsync(containerId, force: false, cancellationToken);
    }

    /// <inheritdoc />
    public Task EnsureVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken) => _volumes.EnsureAsync(name, labels, cancellationToken);

    /// <inheritdoc />
    public Task EnsureSharedVolumeAsync(string name, CancellationToken cancellationToken) => _volumes.EnsureSharedAsync(name, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ListVolumesAsync(Guid fleetId, CancellationToken cancellationToken) => _volumes.ListAsync(fleetId, cancellationToken);

    /// <inheritdoc />
    public Task RemoveVolumeAsync(string name, CancellationToken cancellationToken) => _volumes.RemoveAsync(name, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _network.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Tells a program that could not be started as Argo's executor does: exit code 64 and why. The engine's init says it on the standard error of the container.</summary>
    private async Task<ContainerState> StartedAsync(ContainerState ended, CancellationToken cancellationToken)
    {
        if (_options.Init && InitFailure.IsPossible(ended.ExitCode))
        {
            await foreach (var frame in _logs.FollowAsync(ended.Id, 0, cancellationToken))
                return InitFailure.Of(frame) is { } failure ? ended with { ExitCode = InitFailure.ExitCode, Error = failure } : ended;
        }

        return ended;
    }

    private Task<bool> StartOnceAsync(string containerId, CancellationToken cancellationToken) =>
        _calls.MakeAsync($"start container {containerId}", token => Client.Containers.StartContainerAsync(containerId, new ContainerStartParameters(), token), cancellationToken);

    private async Task<string> CreateOnceAsync(CreateContainerParameters parameters, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var created = await _calls.MakeAsync($"create container {parameters.Name}", async token =>
            {
                try
                {
                    return await Client.Containers.CreateContainerAsync(parameters, token);
                }
                catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
                {
                    return null;
                }
            }, cancellationToken);
            if (created is not null)
                return created.ID;
            if (await InspectAsync(parameters.Name!, cancellationToken) is { } existing)
                throw new ContainerExistsException(existing);
            // The name is reserved before the container is there, and is freed after it is gone.
            if (_time.GetElapsedTime(started) > WaitForName)
                throw new EngineUnavailableException($"cannot create container {parameters.Name}: the engine says that the name is taken, and has no such container");
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancellationToken);
        }
    }

    /// <returns>False: it runs, and was to be removed only if not.</returns>
    private async Task<bool> RemoveAsync(string containerId, bool force, CancellationToken cancellationToken)
    {
        var answer = await _calls.FindAsync($"remove container {containerId}", async token =>
        {
            try
            {
                await Client.Containers.RemoveContainerAsync(containerId, new ContainerRemoveParameters { Force = force, RemoveVolumes = true }, token);
                return "removed";
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
            {
                return EngineCalls.MessageOf(e).Contains("already in progress", StringComparison.OrdinalIgnoreCase) ? "removing" : "runs";
            }
        }, cancellationToken);
        if (answer == "removing")
            await GoneAsync(containerId, cancellationToken);
        return answer != "runs";
    }

    private async Task GoneAsync(string containerId, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (await InspectAsync(containerId, cancellationToken) is not null && _time.GetElapsedTime(started) < WaitForName)
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancellationToken);
    }
}
