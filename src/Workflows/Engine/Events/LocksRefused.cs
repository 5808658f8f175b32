namespace Fleet.Workflows.Engine;

/// <summary>A request for locks can never be granted as things are: a semaphore has no limit.</summary>
/// <param name="Ordinal">The node; -1: the workflow.</param>
/// <param name="Ticket">Number of the request.</param>
/// <param name="Message">Why.</param>
public sealed record LocksRefused(int Ordinal, int Ticket, string Message) : EngineEvent;
