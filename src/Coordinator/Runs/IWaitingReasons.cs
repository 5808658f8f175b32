namespace Fleet.Coordinator.Runs;

/// <summary>Why things wait (<c>fleet why</c>): the engine's reasons and the dispatcher's, as they are now.</summary>
public interface IWaitingReasons
{
    /// <summary>What waits in a workflow, in the order in which it would start.</summary>
    /// <param name="uid">The workflow.</param>
    /// <param name="limit">Longest list.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotLeadingException">Another coordinator leads: only the leader knows.</exception>
    Task<IReadOnlyList<WaitingView>> ReasonsAsync(Guid uid, int limit, CancellationToken cancellationToken);
}

/// <summary>Something that waits.</summary>
/// <param name="Node">The node, or the name of the one that would start.</param>
/// <param name="Kind">What it waits for: a kind of the engine (<c>Dependency</c>, <c>WorkflowParallelism</c>, …) <c>Lock</c>, or <c>Worker</c>.</param>
/// <param name="Text">A sentence.</param>
/// <param name="Until">When it goes on by itself; null: unknown.</param>
public sealed record WaitingView(string Node, string Kind, string Text, DateTimeOffset? Until);
