namespace Fleet.Workflows.Spec;

/// <summary><c>memoize</c>.</summary>
public sealed record Memoize
{
    /// <summary><c>key</c>.</summary>
    public string Key { get; init; } = "";

    /// <summary><c>maxAge</c>, a Go duration; empty: for ever.</summary>
    public string MaxAge { get; init; } = "";

    /// <summary><c>cache.configMap</c>: name of the cache.</summary>
    public KeySelector? ConfigMap { get; init; }
}
