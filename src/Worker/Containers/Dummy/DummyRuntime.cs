using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Globalization;
using System.Runtime.CompilerServices;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Dummy;

/// <summary>
/// Starts nothing: containers are records that end after a time with an exit code and outputs, as <see cref="DummyAnnotations"/> say. For tests, load and demonstrations; it keeps the
/// whole contract of <see cref="IContainerRuntime"/> and does tens of thousands of containers a second.
/// </summary>
/// <param name="engine">Where the containers live.</param>
public sealed class DummyRuntime(DummyEngine engine) : IContainerRuntime
{
    private const int Terminated = 143;

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _volumes = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public string Name => "dummy";

    /// <inheritdoc />
    public ContainerWork? Sandbox => null;

    /// <inheritdoc />
    public Task<EngineInfo> InfoAsync(CancellationToken cancellationToken)
    {
        Check();
        return Task.FromResult(new EngineInfo(engine.Id, Environment.MachineName, Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "dummy runtime: starts nothing"));
    }

    /// <inheritdoc />
    public Task PrepareAsync(ContainerSpec spec, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        Check();
        return DummyBehaviour.Of(spec).FailPull is { } reason ? throw new ContainerRefusedException($"cannot pull image {spec.Work.Image}: {reason}") : Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<string> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        Check();
        var behaviour = DummyBehaviour.Of(spec);
        if (behaviour.FailCreate is { } reason)
            throw new ContainerRefusedException($"cannot create container {spec.Name}: {reason}");
        if (ContainerLabels.StampOf(spec.Labels) is { } stamp && stamp.Dispatch <= behaviour.EngineFails)
            throw new EngineUnavailableException($"cannot create container {spec.Name}: annotation {DummyAnnotations.EngineFails} lets dispatch {stamp.Dispatch.ToString(CultureInfo.InvariantCulture)} fail");
        return Task.FromResult(engine.Add(spec, behaviour).Id);
    }

    /// <inheritdoc />
    public Task StartAsync(string containerId, CancellationToken cancellationToken)
    {
        var container = Find(containerId) ?? throw new EngineUnavailableException($"cannot start container {containerId}: it is gone");
        if (container.Behaviour.FailStart is { } reason)
            throw new ContainerRefusedException($"cannot start container {container.Name}: {reason}");
        container.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task CopyInAsync(string containerId, string folder, Stream archive, CancellationToken cancellationToken) => Find(containerId) is null
        ? throw new EngineUnavailableException($"cannot copy into container {containerId}: it is gone")
        : archive.CopyToAsync(Stream.Null, cancellationToken);

    /// <inheritdoc />
    public Task<ContainerState?> InspectAsync(string idOrName, CancellationToken cancellationToken) => Task.FromResult(Find(idOrName)?.State);

    /// <inheritdoc />
    public Task<IReadOnlyList<ContainerState>> ListAsync(Guid fleetId, CancellationToken cancellationToken)
    {
        Check();
        var id = fleetId.ToString("D");
        return Task.FromResult<IReadOnlyList<ContainerState>>([.. engine.All.Where(container => container.Spec.Labels.TryGetValue(ContainerLabels.Fleet, out var label) && label == id).Select(container => container.State)]);
    }

    /// <inheritdoc />
    public Task<bool> RenameAsync(string containerId, string name, CancellationToken cancellationToken) =>
        Find(containerId) is { } container
            ? Task.FromResult(engine.Rename(container, name) ? true : throw new EngineUnavailableException($"cannot rename container {container.Name}: {name} is taken"))
            : Task.FromResult(false);

    /// <inheritdoc />
    public async IAsyncEnumerable<LogFrame> FollowLogsAsync(string containerId, long sinceNanos, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Find(containerId) is not { } container)
            yield break;
        if (container.State.Phase != ContainerPhase.Created)
        {
            foreach (var frame in container.Output().Where(frame => frame.Nanos >= sinceNanos))
                yield return frame;
        }
        await container.Ended.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<ContainerState?> WaitAsync(string containerId, CancellationToken cancellationToken)
    {
        if (Find(containerId) is not { } container)
            return null;
        await container.Ended.WaitAsync(cancellationToken);
        var state = container.State;
        return state.Phase == ContainerPhase.Exited ? state : null;
    }

    /// <inheritdoc />
    public async Task<Stream?> CopyOutAsync(string containerId, string path, CancellationToken cancellationToken)
    {
        if (Find(containerId) is not { } container)
            return null;
        var content = container.Behaviour.FileAt(path, container.Spec.Pod.Outputs) ?? container.Spec.Work.Files.FirstOrDefault(file => file.Path == path)?.Content;
        if (content is null)
            return null;
        var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, Path.GetFileName(path)) { DataStream = new MemoryStream(content, writable: false) }, cancellationToken);
        archive.Position = 0;
        return archive;
    }

    /// <inheritdoc />
    public Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        Find(containerId)?.State.Phase == ContainerPhase.Running
            ? Task.FromResult(0)
            : throw new EngineUnavailableException($"cannot run {command[0]} in container {containerId}: it does not run");

    /// <inheritdoc />
    public Task JoinNetworkAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        Find(containerId)?.End(Terminated);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task DestroyAsync(string containerId, CancellationToken cancellationToken)
    {
        if (Find(containerId) is { } container)
            engine.Remove(container);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<bool> RemoveUnstartedAsync(string containerId, CancellationToken cancellationToken)
    {
        if (Find(containerId) is not { } container)
            return Task.FromResult(true);
        if (container.State.Phase != ContainerPhase.Created)
            return Task.FromResult(false);
        engine.Remove(container);
        return Task.FromResult(true);
    }

    /// <inheritdoc />
    public Task EnsureVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        Check();
        _volumes.TryAdd(name, labels);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task EnsureSharedVolumeAsync(string name, CancellationToken cancellationToken) => EnsureVolumeAsync(name, new Dictionary<string, string>(), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ListVolumesAsync(Guid fleetId, CancellationToken cancellationToken)
    {
        Check();
        return Task.FromResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(_volumes.Where(volume => volume.Value.GetValueOrDefault(ContainerLabels.Fleet) == fleetId.ToString("D")).ToDictionary(StringComparer.Ordinal));
    }

    /// <inheritdoc />
    public Task RemoveVolumeAsync(string name, CancellationToken cancellationToken)
    {
        Check();
        _volumes.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DummyContainer? Find(string idOrName)
    {
        Check();
        return engine.Find(idOrName);
    }

    private void Check()
    {
        if (engine.Down)
            throw new EngineUnavailableException("the dummy engine is down");
    }
}
