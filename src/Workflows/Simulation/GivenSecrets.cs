using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Simulation;

/// <summary>Secrets of a simulation: their keys; nothing of it needs a value.</summary>
/// <param name="keys">Keys by the name of the Secret; null: whatever is asked for is there.</param>
public sealed class GivenSecrets(IReadOnlyDictionary<string, IReadOnlyList<string>>? keys)
{
    /// <summary>Stands for every value.</summary>
    public const string Placeholder = "***";

    /// <summary>What a Secret has; null: it is not there.</summary>
    internal IReadOnlyDictionary<string, string>? Find(ConfigMapKey key)
    {
        if (keys is not null)
            return keys.GetValueOrDefault(key.Name)?.ToDictionary(name => name, _ => Placeholder, StringComparer.Ordinal);
        return key.Key is { } one ? new Dictionary<string, string> { [one] = Placeholder } : new Dictionary<string, string>();
    }
}
