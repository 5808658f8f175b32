namespace Fleet.Workflows.Engine;

/// <summary>All locks of a request are held now.</summary>
/// <param name="Ordinal">The node; -1: the workflow.</param>
/// <param name="Ticket">Number of the request: that of an <see cref="AcquireLocks"/>.</param>
public sealed record LocksGranted(int Ordinal, int Ticket) : EngineEvent;
