using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage;

/// <summary>A large text of a workflow.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Number">Its place among the workflow's values, from 0.</param>
/// <param name="Value">The text.</param>
public sealed record ValueRow(Guid Workflow, int Number, StoredValue Value);
