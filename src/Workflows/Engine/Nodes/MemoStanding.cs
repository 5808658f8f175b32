namespace Fleet.Workflows.Engine.Nodes;

/// <summary>Where a node stands with the memoization cache.</summary>
internal sealed class MemoStanding(string cache, string key, string maxAge)
{
    /// <summary>Name of the cache.</summary>
    public string Cache { get; } = cache;

    /// <summary>The key, tags replaced.</summary>
    public string Key { get; } = key;

    /// <summary><c>maxAge</c>, tags replaced; empty: none.</summary>
    public string MaxAge { get; } = maxAge;

    /// <summary>It was found; null: not looked up yet.</summary>
    public bool? Hit { get; set; }
}
