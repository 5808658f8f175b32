using Fleet.Workflows.Locks;

namespace Fleet.Workflows.Engine;

/// <summary>Take locks, all or none. Answered by <see cref="LocksGranted"/>, <see cref="LocksQueued"/> or <see cref="LocksRefused"/>.</summary>
/// <param name="Ordinal">The node that waits for them; -1: the workflow.</param>
/// <param name="Ticket">Number of the request, in every answer.</param>
/// <param name="Request">Which locks, and for whom.</param>
public sealed record AcquireLocks(int Ordinal, int Ticket, LockRequest Request) : EngineCommand;
