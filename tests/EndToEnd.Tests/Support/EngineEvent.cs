namespace Fleet.EndToEnd.Tests.Support;

/// <summary>A container of a task started or ended, as the engine tells it.</summary>
/// <param name="Action"><c>start</c> or <c>die</c>.</param>
/// <param name="Container">The container's id.</param>
/// <param name="Nanos">When, in nanoseconds since 1970.</param>
/// <param name="Workflow">Uid of the workflow (label).</param>
/// <param name="Node">Ordinal of the node (label).</param>
/// <param name="Dispatch">Number of the issue (label).</param>
/// <param name="Worker">Id of the worker that made the container (label).</param>
internal sealed record EngineEvent(string Action, string Container, long Nanos, string Workflow, string Node, string Dispatch, string Worker);
