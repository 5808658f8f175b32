namespace Fleet.Workflows.Locks;

/// <summary>Place of a workflow in every queue: priority, highest first, then creation, then uid. The requests of one workflow follow each other by ordinal.</summary>
internal readonly record struct WorkflowRank(int Priority, long CreatedAt, Guid Workflow) : IComparable<WorkflowRank>
{
    public int CompareTo(WorkflowRank other)
    {
        var byPriority = other.Priority.CompareTo(Priority);
        if (byPriority != 0) return byPriority;
        var byCreation = CreatedAt.CompareTo(other.CreatedAt);
        return byCreation != 0 ? byCreation : Workflow.CompareTo(other.Workflow);
    }
}
