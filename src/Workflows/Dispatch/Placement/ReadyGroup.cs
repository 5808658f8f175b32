namespace Fleet.Workflows.Dispatch;

/// <summary>Ready tasks that any worker of certain profiles may have, whatever their size.</summary>
internal sealed class ReadyGroup(string key, TaskNeeds sample)
{
    /// <summary>Canonical form of selector and engine.</summary>
    public string Key { get; } = key;

    /// <summary>Pool the tasks belong to.</summary>
    public string Pool { get; } = sample.Pool;

    /// <summary>The only engine; null: any.</summary>
    public string? Engine { get; } = sample.Engine;

    /// <summary>Labels that must be there.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; } = sample.NodeSelector;

    /// <summary>The tasks have artifacts in the Fleet's store.</summary>
    public bool Artifacts { get; } = sample.Artifacts;

    /// <summary>Secret keys that open what the tasks are given.</summary>
    public IReadOnlyList<string> SecretKeys { get; } = sample.SecretKeys;

    /// <summary>Its tasks by size.</summary>
    public Dictionary<(long Millicores, long Memory), ReadyClass> Classes { get; } = [];

    /// <summary>Profiles that match.</summary>
    public List<WorkerProfile> Profiles { get; } = [];

    /// <summary>Something has changed since it was last looked at: a task came, or room.</summary>
    public bool IsDirty { get; set; }

    /// <summary>No task waits in it.</summary>
    public bool IsEmpty => Classes.Count == 0;

    public bool Matches(WorkerProfile profile) => (profile.HasArtifacts || !Artifacts) && OpensSecrets(profile) && MatchesLabels(profile);

    /// <summary>The workers have the secret keys.</summary>
    public bool OpensSecrets(WorkerProfile profile) => SecretKeys.All(profile.SecretKeys.Contains);

    /// <summary>Pool and labels match.</summary>
    public bool MatchesLabels(WorkerProfile profile)
    {
        if (profile.Pool != Pool) return false;
        foreach (var (label, value) in Selector)
        {
            if (label != TaskNeeds.PoolLabel && (!profile.Labels.TryGetValue(label, out var has) || has != value)) return false;
        }

        return true;
    }

    public static string KeyOf(TaskNeeds needs) => needs.NodeSelector.Count == 0 && needs.Engine is null && !needs.Artifacts && needs.SecretKeys.Count == 0
        ? ""
        : $"{(needs.Artifacts ? "\u0004" : "")}{string.Join(',', needs.SecretKeys)}\u0005{needs.Engine}\u0001{LabelText.Canonical(needs.NodeSelector)}";
}
