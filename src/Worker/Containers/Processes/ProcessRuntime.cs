using System.Collections.Concurrent;
using Fleet.Contracts;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Containers.Processes;

/// <summary>
/// Runs containers as processes of this machine, where there is no container engine: the host itself is the image. Each is kept in namespaces and a file system of its own, so that it can
/// harm nothing by accident; this is no security boundary. All state is in files, so that another process with the same folder goes on with what a dead one began.
/// </summary>
public sealed partial class ProcessRuntime : IContainerRuntime
{
    private readonly ProcessRuntimeOptions _options;
    private readonly ILogger _logger;
    private readonly ProcessFolder _folder;
    private readonly ProcessStates _states;
    private readonly FolderWatch _watch;
    private readonly ProcessLogs _logs;
    private readonly ProcessTasks _tasks;
    private readonly ProcessBoxes _boxes;
    private readonly ProcessLeftovers _leftovers;
    private readonly RungTrial _trial;
    private readonly SemaphoreSlim _finding = new(1, 1);
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);
    private (Rung Rung, string Boxes)? _found;

    /// <summary>Makes the folder; nothing is run yet.</summary>
    public ProcessRuntime(ProcessRuntimeOptions options, ILogger logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _logger = logger;
        _folder = new ProcessFolder(options.Scratch);
        _states = new ProcessStates(_folder, time);
        _watch = new FolderWatch(_folder.States, time);
        _logs = new ProcessLogs(_folder, _states, _watch);
        var scripts = new SandboxScripts(_folder);
        _tasks = new ProcessTasks(_folder, _states, scripts, _watch, time);
        _boxes = new ProcessBoxes(_folder, options, time);
        _leftovers = new ProcessLeftovers(_folder, logger);
        _trial = new RungTrial(_folder, scripts, options);
    }

    /// <inheritdoc />
    public string Name => "process";

    /// <inheritdoc />
    public ContainerWork? Sandbox => null;

    /// <inheritdoc />
    /// <exception cref="ContainerRefusedException">Tasks cannot be kept from harming this machine, and nothing was said of running them unprotected.</exception>
    public async Task<EngineInfo> InfoAsync(CancellationToken cancellationToken)
    {
        var (rung, boxes) = await RungAsync(cancellationToken);
        var what = rung switch
        {
            Rung.Overlay => boxes == _folder.Boxes ? "each in an overlay of this machine" : $"each in an overlay of this machine, kept in memory ({_options.SpareScratch})",
            Rung.ReadOnly => "each with this machine read-only and folders of its own to write to",
            Rung.User => "each in a user namespace, with this machine read-only and folders of its own to write to",
            _ => "UNPROTECTED: they can change and delete whatever you can",
        };
        return new EngineInfo("process-" + _folder.Id, Environment.MachineName, Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, $"local processes ({what}; images are not used)");
    }

    /// <inheritdoc />
    public async Task<VolumeMounts> VolumeMountsAsync(CancellationToken cancellationToken) =>
        (await RungAsync(cancellationToken)).Rung == Rung.Unprotected ? VolumeMounts.None : VolumeMounts.Files;

    /// <inheritdoc />
    public bool MountsInputs => true;

    /// <inheritdoc />
    public Task PrepareAsync(ContainerSpec spec, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        var work = spec.Work;
        if (work.Command is not { Count: > 0 })
            throw new ContainerRefusedException($"container {work.Name} has no command, and local processes do not know the entrypoint of image {work.Image}: give the template a command, or use a container engine (--runtime docker)");
        if (work.Privileged)
            throw new ContainerRefusedException($"container {work.Name} asks for privileged, which local processes cannot have; remove securityContext.privileged");
        if (work.RunAsNonRoot && (work.User ?? "0").Split(':')[0] is "0" or "root")
            throw new ContainerRefusedException($"container {work.Name} has runAsNonRoot and would run as root: set securityContext.runAsUser, which local processes honour when Fleet runs as root");
        Tell(work.ReadOnlyRoot || !work.AllowPrivilegeEscalation || work.AddedCapabilities.Count + work.DroppedCapabilities.Count > 0, "readOnlyRootFilesystem, allowPrivilegeEscalation and capabilities are not honoured for local processes");
        if (work.Retries > 0)
            throw new ContainerRefusedException($"container {work.Name} is to be started again after failures (containerSet.retryStrategy), which local processes are not; use a container engine, or retryStrategy of the template");
        Tell(work.CpuLimit is not null || work.MemoryLimit is not null, "limits of CPU and memory are not enforced for local processes");
        Tell(spec.Pod.Groups.Count > 0, "local processes keep the groups of their user: fsGroup and supplementalGroups are not honoured");
        Tell(work.Tty, "local processes have no terminal: tty is not honoured");
        Tell(spec.Pod.ExtraHosts.Count + spec.Pod.Dns.Count + spec.Pod.DnsSearches.Count + spec.Pod.DnsOptions.Count > 0, "local processes use the machine's own names: hostAliases and dnsConfig are not honoured");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<string> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var (rung, boxes) = await RungAsync(cancellationToken);
        if (_folder.Find(spec.Name) is { } there)
            throw new ContainerExistsException(_states.Of(there));
        if (spec.VolumeLabels is { } labels)
        {
            foreach (var volume in spec.Work.Mounts.Select(mount => spec.Volumes[mount.Volume]))
                _folder.EnsureVolume(volume, labels);
        }

        return (await MakeAsync(rung, boxes, spec, cancellationToken)).Id;
    }

    /// <inheritdoc />
    public Task CopyInAsync(string containerId, string folder, Stream archive, CancellationToken cancellationToken)
    {
        var record = _folder.Find(containerId) ?? throw new EngineUnavailableException($"cannot copy into container {containerId}: it is gone");
        return ProcessBoxes.FillsVolumes(record)
            ? ProcessInputs.UnpackAsync(_folder.Volumes, archive, cancellationToken)
            : ProcessInputs.AddAsync(record.Box, archive, cancellationToken);
    }

    /// <inheritdoc />
    public async Task StartAsync(string containerId, CancellationToken cancellationToken)
    {
        var record = _folder.Find(containerId) ?? throw new EngineUnavailableException($"cannot start container {containerId}: it is gone; something else than Fleet removed or renamed it");
        if (_states.Of(record).Phase == ContainerPhase.Created)
            await _tasks.StartAsync(record, cancellationToken);
    }

    /// <inheritdoc />
    public Task<ContainerState?> InspectAsync(string idOrName, CancellationToken cancellationToken) =>
        Task.FromResult(_folder.Find(idOrName) is { } record ? _states.Of(record) : null);

    /// <inheritdoc />
    public Task<IReadOnlyList<ContainerState>> ListAsync(Guid fleetId, CancellationToken cancellationToken)
    {
        var id = fleetId.ToString("D");
        return Task.FromResult<IReadOnlyList<ContainerState>>([.. _folder.All().Where(record => record.Labels.TryGetValue(ContainerLabels.Fleet, out var label) && label == id).Select(_states.Of)]);
    }

    /// <inheritdoc />
    public Task<bool> RenameAsync(string containerId, string name, CancellationToken cancellationToken) =>
        _folder.Find(containerId) is not { } record ? Task.FromResult(false)
        : _folder.Rename(record, name) ? Task.FromResult(true)
        : throw new EngineUnavailableException($"cannot rename container {record.Name}: {name} is taken");

    /// <inheritdoc />
    public IAsyncEnumerable<LogFrame> FollowLogsAsync(string containerId, long sinceNanos, CancellationToken cancellationToken) => _logs.FollowAsync(containerId, sinceNanos, cancellationToken);

    /// <inheritdoc />
    public async Task<ContainerState?> WaitAsync(string containerId, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_folder.Find(containerId) is not { } record)
                return null;
            var next = _watch.NextAsync(record.Id, cancellationToken);
            var state = _states.Of(record);
            if (state.Phase == ContainerPhase.Exited)
                return _folder.Find(record.Id) is null ? null : state;
            await next;
        }
    }

    /// <inheritdoc />
    public Task<Stream?> CopyOutAsync(string containerId, string path, CancellationToken cancellationToken) =>
        Task.FromResult(_folder.Find(containerId) is { } record && ProcessBoxes.LayersOf(record).Tree(path) is { } files ? TarStream.Of(files) : null);

    /// <inheritdoc />
    public async Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        await _tasks.ExecAsync(_folder.Find(containerId) ?? throw new EngineUnavailableException($"cannot run {command[0]} in container {containerId}: it is gone"), command, cancellationToken);

    /// <inheritdoc />
    public Task JoinNetworkAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken) =>
        _folder.Find(containerId) is { } record ? _tasks.StopAsync(record, grace, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc />
    public async Task DestroyAsync(string containerId, CancellationToken cancellationToken)
    {
        if (_folder.Hide(_folder.Find(containerId)?.Id ?? containerId) is not { } record)
            return;
        await _tasks.DestroyAsync(record, cancellationToken);
        _logs.Forget(record.Id);
        // One that stays is hidden: nothing waits for it any more.
        if (await _leftovers.RemoveAsync(record.Box, cancellationToken))
            _folder.Remove(record);
    }

    /// <inheritdoc />
    public async Task<bool> RemoveUnstartedAsync(string containerId, CancellationToken cancellationToken)
    {
        if (_folder.Find(containerId) is not { } record)
            return true;
        if (!_states.TryVoid(record))
            return false;
        await DestroyAsync(record.Id, cancellationToken);
        return true;
    }

    /// <inheritdoc />
    public Task EnsureVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        _folder.EnsureVolume(name, labels);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task EnsureSharedVolumeAsync(string name, CancellationToken cancellationToken) => EnsureVolumeAsync(name, new Dictionary<string, string>(), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ListVolumesAsync(Guid fleetId, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(
        _folder.VolumeLabels().Where(volume => volume.Labels.TryGetValue(ContainerLabels.Fleet, out var fleet) && fleet == fleetId.ToString("D")).ToDictionary(volume => volume.Name, volume => volume.Labels, StringComparer.Ordinal));

    /// <inheritdoc />
    public Task RemoveVolumeAsync(string name, CancellationToken cancellationToken) => _leftovers.RemoveVolumeAsync(name, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _watch.Dispose();
        _finding.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(Rung Rung, string Boxes)> RungAsync(CancellationToken cancellationToken)
    {
        await _finding.WaitAsync(cancellationToken);
        try
        {
            if (_found is not { } found)
            {
                foreach (var left in _folder.Hidden().ToArray())
                    await DestroyAsync(left, cancellationToken);
                await _leftovers.RemoveAsideAsync(cancellationToken);
                _found = found = await _trial.FindAsync(RunOnceAsync, cancellationToken);
            }

            return found;
        }
        finally
        {
            _finding.Release();
        }
    }

    private async Task<ProcessRecord> MakeAsync(Rung rung, string boxes, ContainerSpec spec, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N");
        var record = new ProcessRecord(id, spec.Name, spec.Labels, rung, Path.Combine(boxes, id));
        try
        {
            await _boxes.MakeAsync(id, record.Box, rung, spec, cancellationToken);
            return _folder.Add(record) is { } holder ? throw new ContainerExistsException(_states.Of(holder)) : record;
        }
        catch
        {
            await _leftovers.RemoveAsync(record.Box, CancellationToken.None);
            throw;
        }
    }

    private async Task<ContainerState> RunOnceAsync(Rung rung, string boxes, ContainerSpec spec, CancellationToken cancellationToken)
    {
        var record = await MakeAsync(rung, boxes, spec, cancellationToken);
        try
        {
            await _tasks.StartAsync(record, cancellationToken);
            var end = await WaitAsync(record.Id, cancellationToken) ?? throw new EngineUnavailableException("something removed the trial task");
            var stderr = _folder.StateOf(record.Id, "stderr");
            return File.Exists(stderr) && await File.ReadAllTextAsync(stderr, cancellationToken) is { Length: > 0 } text ? end with { Error = text.Trim() } : end;
        }
        finally
        {
            await DestroyAsync(record.Id, CancellationToken.None);
        }
    }

    private void Tell(bool applies, string what)
    {
        if (applies && _told.TryAdd(what, true))
            LogNotHonoured(_logger, what);
    }

    [LoggerMessage(1, LogLevel.Warning, "{What}")]
    private static partial void LogNotHonoured(ILogger logger, string what);
}
