using Fleet.Contracts;

namespace Fleet.Worker.Containers;

/// <summary>
/// A container engine as a worker sees it. Order of calls for one container: <see cref="PrepareAsync"/>, <see cref="CreateAsync"/>, <see cref="CopyInAsync"/> where there is
/// something to copy, <see cref="StartAsync"/>, then
/// <see cref="FollowLogsAsync"/>, <see cref="WaitAsync"/> and <see cref="CopyOutAsync"/> in any order, at last <see cref="DestroyAsync"/>.
/// Every call is safe to make twice; "already there", "already started" and "already gone" are no errors. All calls may run concurrently for different containers.
/// Errors: <see cref="ContainerRefusedException"/> for what will never work (image missing, invalid container), <see cref="EngineUnavailableException"/> for what may work later.
/// </summary>
public interface IContainerRuntime : IAsyncDisposable
{
    /// <summary><c>docker</c>, <c>process</c> or <c>dummy</c>.</summary>
    string Name { get; }

    /// <summary>
    /// A container that does nothing and keeps the network namespace of a pod while its other containers come and go (they name it in <see cref="ContainerSpec.NetworkOf"/>); null: none is
    /// needed, since all containers share one network.
    /// </summary>
    ContainerWork? Sandbox { get; }

    /// <summary>What the engine is and has.</summary>
    Task<EngineInfo> InfoAsync(CancellationToken cancellationToken);

    /// <summary>What of a volume can be mounted; None: its containers have no volumes.</summary>
    Task<VolumeMounts> VolumeMountsAsync(CancellationToken cancellationToken) => Task.FromResult(VolumeMounts.None);

    /// <summary>Input artifacts lie in volumes always: a folder that is copied into a container could not be told from what is there.</summary>
    bool MountsInputs => false;

    /// <summary>Makes the image available according to the pull policy; reports progress in percent.</summary>
    Task PrepareAsync(ContainerSpec spec, IProgress<PullProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Creates the container under its deterministic name, with its labels and files, not started.</summary>
    /// <exception cref="ContainerExistsException">The name is taken: carries what is there.</exception>
    Task<string> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken);

    /// <summary>The folder of a container where an archive for a path is to be unpacked: the root, unless that cannot be written.</summary>
    /// <param name="work">The container.</param>
    /// <param name="path">Absolute path of what is copied in, one of <see cref="ContainerSpec.Inputs"/>.</param>
    /// <exception cref="ContainerRefusedException">Nothing can be put there.</exception>
    string InputFolder(ContainerWork work, string path) => "/";

    /// <summary>Unpacks a tar archive in a folder (<see cref="InputFolder"/>) of a container that has not started; into volumes that were made with it (<see cref="ContainerSpec.VolumeLabels"/>) at once. Doing it again changes nothing. What is missing of the folders above is made. An error of the archive
    /// is thrown as it is, and says nothing about the engine.</summary>
    Task CopyInAsync(string containerId, string folder, Stream archive, CancellationToken cancellationToken);

    /// <summary>Takes away what a container that has not started has at a path, so that a folder that is copied there has nothing else in it. Its volumes there, which must be nobody else's, are emptied and stay.</summary>
    Task ClearAsync(string containerId, string path, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts a created container. Nothing happens when it runs or has ended.</summary>
    Task StartAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Looks a container up by id or name; null: not there.</summary>
    Task<ContainerState?> InspectAsync(string idOrName, CancellationToken cancellationToken);

    /// <summary>All containers (in any state) that carry the Fleet's id.</summary>
    Task<IReadOnlyList<ContainerState>> ListAsync(Guid fleetId, CancellationToken cancellationToken);

    /// <summary>Gives a container another name.</summary>
    /// <returns>False: it is not there.</returns>
    Task<bool> RenameAsync(string containerId, string name, CancellationToken cancellationToken);

    /// <summary>Log frames of a container from its beginning or from a moment on (inclusive), until it has ended and all was read. Each has the engine's timestamp.</summary>
    IAsyncEnumerable<LogFrame> FollowLogsAsync(string containerId, long sinceNanos, CancellationToken cancellationToken);

    /// <summary>Waits until the container has ended. A vanished one gives null.</summary>
    Task<ContainerState?> WaitAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>A file or folder of a running or ended container as a tar stream; null: not there. Links that leave the container's file system are never followed.</summary>
    /// <exception cref="InvalidDataException">It is there, and cannot be copied (a device, socket or pipe): a sentence.</exception>
    Task<Stream?> CopyOutAsync(string containerId, string path, CancellationToken cancellationToken);

    /// <summary>Runs a command in a running container; its exit code (readiness probes).</summary>
    Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, CancellationToken cancellationToken);

    /// <summary>Makes the addresses of containers reachable from this process, where it runs in a container of the engine itself; asked before each probe, and quick.</summary>
    Task JoinNetworkAsync(CancellationToken cancellationToken);

    /// <summary>SIGTERM, after the grace period SIGKILL; returns when it has ended.</summary>
    Task StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Kills and removes the container and its anonymous volumes.</summary>
    Task DestroyAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Removes a container that was never started (an adopter voids what a dead creator left half-made).</summary>
    /// <returns>False: it has been started; nothing was removed. True: it is gone.</returns>
    Task<bool> RemoveUnstartedAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Makes the named volume available; nothing happens when it exists.</summary>
    Task EnsureVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>Makes an operator's volume available, which outlives workflows: it is made where it is missing.</summary>
    /// <exception cref="ContainerRefusedException">It is there, and not for workflows.</exception>
    Task EnsureSharedVolumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Labels of the volumes that carry a Fleet's id, by the volumes' names: of claims (<see cref="ContainerLabels.Claim"/>), and of dispatches.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ListVolumesAsync(Guid fleetId, CancellationToken cancellationToken);

    /// <summary>Removes a named volume; not there is no error, but one that a container has is.</summary>
    Task RemoveVolumeAsync(string name, CancellationToken cancellationToken);
}
