namespace Fleet.Workflows.Engine;

/// <summary>What a workflow that a resource template manages is at present: after the action, and at changes.</summary>
/// <param name="Ordinal">The node of the template.</param>
/// <param name="Object">The Workflow object (Argo JSON); null: there is none (any more).</param>
public sealed record WorkflowObserved(int Ordinal, string? Object) : EngineEvent;

/// <summary>The action of a resource template could not be carried out.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Message">Why, a sentence.</param>
public sealed record ManageRefused(int Ordinal, string Message) : EngineEvent;
