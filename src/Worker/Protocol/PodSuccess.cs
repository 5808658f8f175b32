using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>Whether a pod succeeded, as far as a worker can tell.</summary>
internal static class PodSuccess
{
    private const int Killed = 137;
    private const int Terminated = 143;

    /// <summary>Null: it has not ended.</summary>
    public static bool? Of(HeldTask task)
    {
        if (task.Telling.Finished is not { } finished || task.Order.Work.Pod is not { } pod)
            return null;
        return finished is { End: TaskEnd.Exited, OutputErrors.Count: 0 }
            && finished.Containers.All(container => container.ExitCode is null or 0 || (container.ExitCode is Killed or Terminated && pod.Sidecars.Any(sidecar => sidecar.Name == container.Name)));
    }
}
