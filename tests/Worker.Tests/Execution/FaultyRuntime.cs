using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Execution;

/// <summary>An engine whose calls can be made to fail, wait or answer otherwise; everything else goes to the real one.</summary>
internal sealed class FaultyRuntime(IContainerRuntime inner) : IContainerRuntime
{
    public Func<ContainerSpec, IProgress<PullProgress>?, CancellationToken, Task>? OnPrepare { get; set; }

    public Func<string, Task>? BeforeStart { get; set; }

    public Func<string, CancellationToken, Task>? AfterStart { get; set; }

    public Func<IReadOnlyList<string>, Task<int>>? OnExec { get; set; }

    public Action<string>? OnRemoved { get; set; }

    public Func<string, Task>? BeforeInspect { get; set; }

    public Func<string, string, Task<Stream?>>? OnCopyOut { get; set; }

    public Func<string, long, IAsyncEnumerable<LogFrame>>? OnLogs { get; set; }

    public string Name => inner.Name;

    public ContainerWork? Sandbox { get; set; } = inner.Sandbox;

    public VolumeMounts? Mounts { get; set; }

    public Action<ContainerSpec>? OnCreate { get; set; }

    public async Task<VolumeMounts> VolumeMountsAsync(CancellationToken cancellationToken) => Mounts ?? await inner.VolumeMountsAsync(cancellationToken);

    public Task<EngineInfo> InfoAsync(CancellationToken cancellationToken) => inner.InfoAsync(cancellationToken);

    public Task PrepareAsync(ContainerSpec spec, IProgress<PullProgress>? progress, CancellationToken cancellationToken) =>
        OnPrepare is { } prepare ? prepare(spec, progress, cancellationToken) : inner.PrepareAsync(spec, progress, cancellationToken);

    public Task<string> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        OnCreate?.Invoke(spec);
        return inner.CreateAsync(spec, cancellationToken);
    }

    public Func<string, Stream, CancellationToken, Task>? OnCopyIn { get; set; }

    public Action<string>? OnClear { get; set; }

    public Task ClearAsync(string containerId, string path, CancellationToken cancellationToken)
    {
        OnClear?.Invoke(path);
        return inner.ClearAsync(containerId, path, cancellationToken);
    }

    public Func<string, string, Stream, Task>? OnCopyInto { get; set; }

    public string InputFolder(ContainerWork work, string path) => inner.InputFolder(work, path);

    public Task CopyInAsync(string containerId, string folder, Stream archive, CancellationToken cancellationToken) =>
        OnCopyInto is { } into ? into(containerId, folder, archive) : OnCopyIn is { } copy ? copy(containerId, archive, cancellationToken) : inner.CopyInAsync(containerId, folder, archive, cancellationToken);

    public async Task StartAsync(string containerId, CancellationToken cancellationToken)
    {
        if (BeforeStart is { } before)
            await before(containerId);
        await inner.StartAsync(containerId, cancellationToken);
        if (AfterStart is { } after)
            await after(containerId, cancellationToken);
    }

    public async Task<ContainerState?> InspectAsync(string idOrName, CancellationToken cancellationToken)
    {
        if (BeforeInspect is { } before)
            await before(idOrName);
        return await inner.InspectAsync(idOrName, cancellationToken);
    }

    public Task<IReadOnlyList<ContainerState>> ListAsync(Guid fleetId, CancellationToken cancellationToken) => inner.ListAsync(fleetId, cancellationToken);

    public Task<bool> RenameAsync(string containerId, string name, CancellationToken cancellationToken) => inner.RenameAsync(containerId, name, cancellationToken);

    public IAsyncEnumerable<LogFrame> FollowLogsAsync(string containerId, long sinceNanos, CancellationToken cancellationToken) =>
        OnLogs is { } logs ? logs(containerId, sinceNanos) : inner.FollowLogsAsync(containerId, sinceNanos, cancellationToken);

    public Task<ContainerState?> WaitAsync(string containerId, CancellationToken cancellationToken) => inner.WaitAsync(containerId, cancellationToken);

    public Task<Stream?> CopyOutAsync(string containerId, string path, CancellationToken cancellationToken) =>
        OnCopyOut is { } copy ? copy(containerId, path) : inner.CopyOutAsync(containerId, path, cancellationToken);

    public Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        OnExec is { } exec ? exec(command) : inner.ExecAsync(containerId, command, cancellationToken);

    public Task JoinNetworkAsync(CancellationToken cancellationToken) => inner.JoinNetworkAsync(cancellationToken);

    public Task StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken) => inner.StopAsync(containerId, grace, cancellationToken);

    public async Task DestroyAsync(string containerId, CancellationToken cancellationToken)
    {
        OnRemoved?.Invoke((await inner.InspectAsync(containerId, cancellationToken))?.Name ?? containerId);
        await inner.DestroyAsync(containerId, cancellationToken);
    }

    public Task<bool> RemoveUnstartedAsync(string containerId, CancellationToken cancellationToken) => inner.RemoveUnstartedAsync(containerId, cancellationToken);

    public Task EnsureVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken) => inner.EnsureVolumeAsync(name, labels, cancellationToken);

    public Task EnsureSharedVolumeAsync(string name, CancellationToken cancellationToken) => inner.EnsureSharedVolumeAsync(name, cancellationToken);

    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ListVolumesAsync(Guid fleetId, CancellationToken cancellationToken) => inner.ListVolumesAsync(fleetId, cancellationToken);

    public Task RemoveVolumeAsync(string name, CancellationToken cancellationToken)
    {
        OnRemoved?.Invoke(name);
        return inner.RemoveVolumeAsync(name, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
