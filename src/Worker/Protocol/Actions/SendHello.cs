using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>Declare the worker's queue (it may have expired), then send to <c>fleet.coordinator</c>. A failure needs no answer: it is repeated.</summary>
/// <param name="Message">The message.</param>
public sealed record SendHello(WorkerHello Message) : WorkerAction;
