namespace Fleet.Workflows.Spec;

/// <summary>A key as a file.</summary>
public sealed record KeyToPath
{
    /// <summary><c>key</c>.</summary>
    public string Key { get; init; } = "";

    /// <summary><c>path</c> below the mount.</summary>
    public string Path { get; init; } = "";

    /// <summary><c>mode</c>.</summary>
    public int? Mode { get; init; }
}
