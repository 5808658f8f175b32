namespace Fleet.Workflows.Expressions;

/// <summary>The <c>continueOn</c> of a task, which widens what a bare name of it means in <c>dependencies</c>.</summary>
/// <param name="Error">Dependents go on after an Error.</param>
/// <param name="Failed">Dependents go on after a failure.</param>
public readonly record struct TaskContinueOn(bool Error, bool Failed);
