using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution.Http;
using Fleet.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Execution;

/// <summary>What every task's run needs besides the engine.</summary>
/// <param name="Link">To the coordinator.</param>
/// <param name="WorkerId">This worker.</param>
/// <param name="HostName">Host shown to users.</param>
/// <param name="Http">For HTTP calls.</param>
/// <param name="Time">Time.</param>
/// <param name="Logger">For what users do not see.</param>
internal sealed record TaskTools(ICoordinatorLink Link, string WorkerId, string HostName, HttpCaller Http, TimeProvider Time, ILogger Logger)
{
    /// <summary>Where artifacts are kept.</summary>
    public required ArtifactStores Artifacts { get; init; }

    /// <summary>Most bytes of log that are kept of one container.</summary>
    public long LogLimit { get; init; } = WorkerOptions.DefaultLogLimit;

    /// <summary>Largest value that a task may give, in bytes of UTF-8.</summary>
    public int ValueLimit { get; init; } = MessageLimits.ValueBytes;

    /// <summary>Opens the secrets of tasks.</summary>
    public SecretCipher Secrets { get; init; } = SecretCipher.None;

    /// <summary>Ended containers may stay for a time (<see cref="WorkerOptions.KeepsForATime"/>).</summary>
    public bool KeepsForATime { get; init; } = true;

    /// <summary>For what the engine does otherwise than tasks ask for it.</summary>
    public OnceWarnings Warnings { get; init; } = new(Logger);

    /// <summary>How long a task asks a store that does not answer again, before it fails.</summary>
    public TimeSpan StorePatience { get; init; } = WorkerOptions.DefaultStorePatience;

    /// <summary>Completes when the task whose tools these are is to be stopped.</summary>
    public Task StopAsked { get; init; } = Task.Delay(Timeout.Infinite);

    /// <summary>Hides the secrets of the task whose tools these are; null: it has none.</summary>
    public SecretMask? Mask { get; init; }

    /// <summary>Tells the user of the task whose tools these are what it waits for; null: for nothing any more.</summary>
    public Action<string?> TellsWaiting { get; init; } = static _ => { };

    /// <summary>A message as a report may carry it: without secrets, and short.</summary>
    public string? Shown(string? message) => TaskStory.Cut(message is null || Mask is null ? message : Mask.Hide(message));

    /// <summary>How long to wait before an engine that does not answer is asked again.</summary>
    public static readonly TimeSpan EngineRetry = TimeSpan.FromSeconds(1);

    /// <summary>Removes the containers of a Fleet whose stamps are meant, and their volumes.</summary>
    public static async Task RemoveOthersAsync(IContainerRuntime runtime, Guid fleet, Predicate<TaskStamp> isMeant, CancellationToken cancellationToken)
    {
        var listed = await runtime.ListAsync(fleet, cancellationToken).ConfigureAwait(false);
        foreach (var pod in listed.GroupBy(container => ContainerLabels.StampOf(container.Labels)).Where(pod => pod.Key is { } stamp && isMeant(stamp)))
            await RemovePodAsync(runtime, [.. pod], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the containers of a pod, and the volumes that go with it. The sandbox mounts nothing and goes last: while it is there, the next inventory names what a worker that dies here leaves.</summary>
    public static async Task RemovePodAsync(IContainerRuntime runtime, IReadOnlyList<ContainerState> pod, CancellationToken cancellationToken)
    {
        var sandbox = runtime.Sandbox?.Name;
        var last = pod.Where(container => container.Labels.GetValueOrDefault(ContainerLabels.Container) == sandbox).ToList();
        foreach (var container in pod.Except(last))
            await runtime.DestroyAsync(container.Id, cancellationToken).ConfigureAwait(false);
        foreach (var volume in pod.SelectMany(container => (container.Labels.GetValueOrDefault(ContainerLabels.Pod) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct())
            await runtime.RemoveVolumeAsync(volume, cancellationToken).ConfigureAwait(false);
        foreach (var container in last)
            await runtime.DestroyAsync(container.Id, cancellationToken).ConfigureAwait(false);
    }
}
