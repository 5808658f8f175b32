namespace Fleet.Workflows.Engine;

/// <summary>The node is Ready: let the dispatcher find it a worker.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Request">What is to run and what it needs.</param>
public sealed record RunTask(int Ordinal, TaskRequest Request) : EngineCommand;
