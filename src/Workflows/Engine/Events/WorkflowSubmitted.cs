namespace Fleet.Workflows.Engine;

/// <summary>The workflow was accepted: begin. Ignored when it has begun.</summary>
public sealed record WorkflowSubmitted : EngineEvent;
