namespace Fleet.Workflows.Engine;

/// <summary>Answer to <see cref="ResolveTemplate"/>. The first one counts for the whole life of the workflow, whatever becomes of the template later.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="ClusterScope">It is a ClusterWorkflowTemplate.</param>
/// <param name="Manifest">Its manifest as JSON; null: there is none of that name.</param>
/// <param name="Start">What asked.</param>
public sealed record TemplateResolved(string Name, bool ClusterScope, string? Manifest, StartStamp Start) : EngineEvent;
