namespace Fleet.Workflows.Expressions;

/// <summary>One mention of a task in <c>depends</c>.</summary>
/// <param name="Task">The name of the task.</param>
/// <param name="Result">The result that is asked for, or null for a bare name.</param>
/// <param name="Offset">Zero-based place in the text.</param>
public sealed record DependsReference(string Task, TaskResult? Result, int Offset);
