namespace Fleet.Workflows.Engine.Flow;

/// <summary>What was answered in this turn: good for everything that starts in it, and forgotten with it.</summary>
internal sealed class Answers
{
    private readonly Dictionary<ConfigMapKey, ConfigMapValue> _values = [];
    private readonly HashSet<(string Name, bool ClusterScope)> _missing = [];

    /// <summary>Takes a value.</summary>
    public void Add(ConfigMapValue value) => _values[value.Key] = value;

    /// <summary>There is no such template.</summary>
    public void Missing(string name, bool clusterScope) => _missing.Add((name, clusterScope));

    /// <summary>It was said that there is no such template.</summary>
    public bool IsMissing(string name, bool clusterScope) => _missing.Contains((name, clusterScope));

    /// <summary>What was said of a key; null: it was not asked for.</summary>
    public ConfigMapValue? Find(ConfigMapKey key) => _values.GetValueOrDefault(key);
}
