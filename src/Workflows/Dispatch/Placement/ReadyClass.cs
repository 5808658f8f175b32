namespace Fleet.Workflows.Dispatch;

/// <summary>Ready tasks with the same needs, in their order: priority, then arrival. One that does not fit holds up only its like.</summary>
internal sealed class ReadyClass(ReadyGroup group, long millicores, long memory)
{
    /// <summary>The group it belongs to.</summary>
    public ReadyGroup Group { get; } = group;

    /// <summary>Thousandths of cores that each counts for.</summary>
    public long Millicores { get; } = millicores;

    /// <summary>Memory that each counts for, in bytes.</summary>
    public long Memory { get; } = memory;

    /// <summary>The tasks.</summary>
    public SortedSet<LiveTask> Tasks { get; } = new(InOrder.Instance);

    internal sealed class InOrder : IComparer<LiveTask>
    {
        public static readonly InOrder Instance = new();

        public int Compare(LiveTask? x, LiveTask? y)
        {
            var order = y!.Needs.Priority.CompareTo(x!.Needs.Priority);
            return order != 0 ? order : x.Arrival.CompareTo(y.Arrival);
        }
    }
}
