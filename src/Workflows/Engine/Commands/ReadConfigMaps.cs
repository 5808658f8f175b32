namespace Fleet.Workflows.Engine;

/// <summary>
/// Asks for values of ConfigMaps and Secrets of the workflow's namespace; those of Secrets are answered sealed. Answered by <see cref="ConfigMapsRead"/> before the decision is stored: what waits for the answer is no part of the stored state.
/// </summary>
/// <param name="Keys">The keys.</param>
/// <param name="Start">What waits for them; goes back with the answer.</param>
public sealed record ReadConfigMaps(IReadOnlyList<ConfigMapKey> Keys, StartStamp Start) : EngineCommand;

/// <summary>A key of a ConfigMap or Secret.</summary>
/// <param name="Name">Name of the ConfigMap or Secret.</param>
/// <param name="Key">The key in it; null: all of it.</param>
/// <param name="Secret">It is a Secret.</param>
public readonly record struct ConfigMapKey(string Name, string? Key, bool Secret = false);
