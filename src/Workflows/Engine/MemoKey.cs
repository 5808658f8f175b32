namespace Fleet.Workflows.Engine;

/// <summary>Name of an entry of the memoization cache.</summary>
/// <param name="Namespace">Namespace of the workflow.</param>
/// <param name="Cache">Name of the cache (<c>memoize.cache.configMap.name</c>).</param>
/// <param name="Key"><c>memoize.key</c>.</param>
public readonly record struct MemoKey(string Namespace, string Cache, string Key);
