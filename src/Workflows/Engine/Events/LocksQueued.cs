using Fleet.Workflows.Locks;

namespace Fleet.Workflows.Engine;

/// <summary>A request for locks has to wait; <see cref="LocksGranted"/> follows when its turn has come.</summary>
/// <param name="Ordinal">The node; -1: the workflow.</param>
/// <param name="Ticket">Number of the request.</param>
/// <param name="Waiting">The first lock that it lacks.</param>
/// <param name="Message">Argo's sentence for the node or the workflow.</param>
/// <param name="Holders">Who holds that lock at present (Argo's names of holders), at most <see cref="MostHolders"/>.</param>
public sealed record LocksQueued(int Ordinal, int Ticket, LockName Waiting, string Message, IReadOnlyList<string> Holders) : EngineEvent
{
    /// <summary>Holders that are named: each waiting node keeps them for its status.</summary>
    public const int MostHolders = 10;
}
