namespace Fleet.Workflows.Dispatch;

/// <summary>Live workers with the same labels. Those that may be given a task are filed by their free slots, most first.</summary>
internal sealed class WorkerProfile(string key, IReadOnlyDictionary<string, string> labels)
{
    /// <summary>Canonical form of the labels.</summary>
    public string Key { get; } = key;

    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = labels;

    /// <summary>Pool of these workers.</summary>
    public string Pool { get; } = labels.TryGetValue(TaskNeeds.PoolLabel, out var pool) ? pool : TaskNeeds.DefaultPool;

    /// <summary>Its live workers.</summary>
    public List<WorkerSession> Sessions { get; } = [];

    /// <summary>Those with free slots that are open.</summary>
    public SortedSet<WorkerSession> Available { get; } = new(MostFreeFirst.Instance);

    /// <summary>Groups of Ready tasks that these workers match.</summary>
    public List<ReadyGroup> Groups { get; } = [];

    private sealed class MostFreeFirst : IComparer<WorkerSession>
    {
        public static readonly MostFreeFirst Instance = new();

        public int Compare(WorkerSession? x, WorkerSession? y)
        {
            var order = y!.FiledFree.CompareTo(x!.FiledFree);
            return order != 0 ? order : x.Id.CompareTo(y.Id);
        }
    }
}
