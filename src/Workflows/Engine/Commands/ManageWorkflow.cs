namespace Fleet.Workflows.Engine;

/// <summary>
/// A resource template acts on another workflow. Carried out after the commit, and answered by <see cref="WorkflowObserved"/> or <see cref="ManageRefused"/>. Asked again when a new leader
/// loads the workflow: what was done is found by <see cref="ManageRequest.Key"/>, and done once.
/// </summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Request">What to do.</param>
public sealed record ManageWorkflow(int Ordinal, ManageRequest Request) : EngineCommand;

/// <summary>The node needs no more news of the other workflow.</summary>
/// <param name="Ordinal">The node.</param>
public sealed record ForgetManaged(int Ordinal) : EngineCommand;
