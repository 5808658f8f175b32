namespace Fleet.Workflows.Dispatch;

/// <summary>Live workers with the same labels that can do the same. Those that may be given a task are filed by their free slots, most first.</summary>
internal sealed class WorkerProfile(string key, WorkerSession sample)
{
    /// <summary>Canonical form of the labels and of what they can do.</summary>
    public string Key { get; } = key;

    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = sample.Worker.Labels;

    /// <summary>They reach the artifact store.</summary>
    public bool HasArtifacts { get; } = sample.ArtifactProblem is null;

    /// <summary>Ids of the secret keys they have.</summary>
    public IReadOnlyList<string> SecretKeys { get; } = sample.SecretKeys;

    /// <summary>Pool of these workers.</summary>
    public string Pool { get; } = sample.Worker.Labels.TryGetValue(TaskNeeds.PoolLabel, out var pool) ? pool : TaskNeeds.DefaultPool;

    /// <summary>The same for workers of one profile.</summary>
    public static string KeyOf(WorkerSession session) =>
        $"{LabelText.Canonical(session.Worker.Labels)}{(session.ArtifactProblem is null ? "" : "\u0004")}{(session.SecretKeys.Count == 0 ? "" : "\u0005" + string.Join(',', session.SecretKeys))}";

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
