namespace Fleet.Workflows.Spec;

/// <summary>One step of a group of a <c>steps</c> template.</summary>
public sealed record WorkflowStep : TemplateCall;
