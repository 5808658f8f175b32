namespace Fleet.Workflows.Engine.Gate;

/// <summary>Something that may be started: which call of which node. In which order things start is said by <see cref="StartOrder"/>.</summary>
/// <param name="Owner">The node that owns the call; -1: the workflow.</param>
/// <param name="Site">Step, or place of a task in its DAG's order; a hook is -1 - its index, the entrypoint 0, what the workflow asks for before it begins 1 and 2.</param>
internal readonly record struct StartKey(int Owner, int Site) : IComparable<StartKey>
{
    public int CompareTo(StartKey other) => Owner != other.Owner ? Owner.CompareTo(other.Owner) : Site.CompareTo(other.Site);
}
