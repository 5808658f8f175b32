namespace Fleet.Workflows.Locks;

/// <summary>Who takes locks: a workflow, or one of its nodes.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Ordinal">The node; <see cref="WholeWorkflow"/>: the workflow itself.</param>
public readonly record struct LockHolder(Guid Workflow, int Ordinal)
{
    /// <summary>Stands for the workflow itself.</summary>
    public const int WholeWorkflow = -1;
}
