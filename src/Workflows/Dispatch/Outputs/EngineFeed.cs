using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Dispatch;

/// <summary>An event for the engine of one workflow: only what counts comes through, stale stamps do not.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Event">The event: <see cref="TaskAssigned"/>, <see cref="TaskBegan"/>, <see cref="TaskProgressed"/>, <see cref="TaskEnded"/>, <see cref="TaskStopped"/> or <see cref="TaskLost"/>.</param>
public sealed record EngineFeed(Guid Workflow, EngineEvent Event);
