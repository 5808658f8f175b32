namespace Fleet.Workflows.Engine;

/// <summary>
/// Asks for a workflow template that a call refers to. Answered by <see cref="TemplateResolved"/> before the decision is stored: what waits for the answer is no part of the stored state.
/// </summary>
/// <param name="Name">Its name; in the workflow's own namespace.</param>
/// <param name="ClusterScope">It is a ClusterWorkflowTemplate.</param>
/// <param name="Start">What waits for it; goes back with the answer.</param>
public sealed record ResolveTemplate(string Name, bool ClusterScope, StartStamp Start) : EngineCommand;
