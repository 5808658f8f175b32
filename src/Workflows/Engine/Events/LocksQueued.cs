using Fleet.Workflows.Locks;

namespace Fleet.Workflows.Engine;

/// <summary>A request for locks has to wait, or waits for another of its locks by now; <see cref="LocksGranted"/> follows when its turn has come.</summary>
/// <param name="Ordinal">The node; -1: the workflow.</param>
/// <param name="Ticket">Number of the request.</param>
/// <param name="Waiting">The first lock that it lacks.</param>
/// <param name="Message">Argo's sentence for the node or the workflow.</param>
/// <param name="Holdings">Its locks as they are at present.</param>
public sealed record LocksQueued(int Ordinal, int Ticket, LockName Waiting, string Message, IReadOnlyList<LockHolding> Holdings) : EngineEvent;
