using Fleet.Artifacts.Values;
using Fleet.Contracts;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>Takes out of the work of a task what is too large for an order and stored as a value of its workflow: scripts, bodies, raw artifacts.</summary>
/// <param name="isStored">Whether the workflow has a value, by its digest.</param>
internal sealed class WorkValues(Func<string, bool> isStored)
{
    private readonly Dictionary<string, ValueReference> _taken = new(StringComparer.Ordinal);

    /// <summary>What was taken out; null: nothing.</summary>
    public IReadOnlyList<ValueReference>? Taken => _taken.Count == 0 ? null : [.. _taken.Values];

    /// <summary>The work as an order carries it. What fits into one is left as it is.</summary>
    public TaskWork Shorten(TaskWork work)
    {
        if (!WorkSize.IsOver(work, MessageLimits.OrdersBytes))
            return work;
        return work with
        {
            HttpCall = work.HttpCall is { Body: { } body } call && Take(body) is { } stored ? call with { Body = null, StoredBody = stored } : work.HttpCall,
            Pod = work.Pod is { } pod
                ? pod with { Init = Shorten(pod.Init), Containers = Shorten(pod.Containers), Sidecars = Shorten(pod.Sidecars), Artifacts = [.. pod.Artifacts.Select(Shorten)] }
                : null,
        };
    }

    private ContainerWork[] Shorten(IReadOnlyList<ContainerWork> containers) => [.. containers.Select(container => container.Files.Count == 0 ? container : container with { Files = [.. container.Files.Select(Shorten)] })];

    private FileWork Shorten(FileWork file) => file.Sealed is null && Take(file.Content) is { } stored ? file with { Content = [], Stored = stored } : file;

    private ArtifactInput Shorten(ArtifactInput artifact) => artifact.Raw is { } raw && Take(raw) is { } stored ? artifact with { Raw = null, StoredRaw = stored } : artifact;

    private ValueReference? Take(byte[] content)
    {
        if (content.Length <= WorkflowState.InlineValueLength || ValueStore.DigestOf(content) is not { } digest || !isStored(digest.Sha256))
            return null;
        return _taken[digest.Sha256] = new ValueReference(digest.Sha256, digest.Bytes);
    }
}
