using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>Declare the worker's queue, then send to <c>fleet.coordinator</c>. A failure needs no answer: the next beat repairs it.</summary>
/// <param name="Message">The message.</param>
public sealed record SendBeat(WorkerBeat Message) : WorkerAction;
