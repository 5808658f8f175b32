namespace Fleet.Workflows.Engine;

/// <summary>Answer to <see cref="ReadConfigMaps"/>.</summary>
/// <param name="Values">A value for each key that was asked for.</param>
/// <param name="Start">What asked.</param>
public sealed record ConfigMapsRead(IReadOnlyList<ConfigMapValue> Values, StartStamp Start) : EngineEvent;

/// <summary>What a ConfigMap or Secret has under a key; a Secret's values are sealed.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value; null: the ConfigMap has no such key, or is not there.</param>
/// <param name="Exists">The ConfigMap is there.</param>
/// <param name="Data">All that the ConfigMap says, where that was asked for; null: it was not, or it is not there.</param>
public sealed record ConfigMapValue(ConfigMapKey Key, string? Value, bool Exists, IReadOnlyDictionary<string, string>? Data = null)
{
    /// <summary>The answer of a ConfigMap.</summary>
    /// <param name="key">What was asked for.</param>
    /// <param name="data">What the ConfigMap says; null: there is none of that name.</param>
    public static ConfigMapValue Of(ConfigMapKey key, IReadOnlyDictionary<string, string>? data) => new(
        key, key.Key is { } name ? data?.GetValueOrDefault(name) : null, data is not null, key.Key is null ? data : null);
}
