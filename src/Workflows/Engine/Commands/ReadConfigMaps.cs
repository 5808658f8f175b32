namespace Fleet.Workflows.Engine;

/// <summary>
/// Asks for values of ConfigMaps of the workflow's namespace. Answered by <see cref="ConfigMapsRead"/> before the decision is stored: what waits for the answer is no part of the stored state.
/// </summary>
/// <param name="Keys">The keys.</param>
/// <param name="Start">What waits for them; goes back with the answer.</param>
public sealed record ReadConfigMaps(IReadOnlyList<ConfigMapKey> Keys, StartStamp Start) : EngineCommand;

/// <summary>A key of a ConfigMap.</summary>
/// <param name="Name">Name of the ConfigMap.</param>
/// <param name="Key">The key in it; null: all of it.</param>
public readonly record struct ConfigMapKey(string Name, string? Key);
