namespace Fleet.Workflows.Spec;

/// <summary>A ConfigMap or Secret as files.</summary>
public sealed record VolumeFiles
{
    /// <summary>Name of the ConfigMap or Secret.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>items</c>; empty: every key.</summary>
    public IReadOnlyList<KeyToPath> Items { get; init; } = [];

    /// <summary><c>defaultMode</c>; null: 0644.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>May be missing.</summary>
    public bool Optional { get; init; }
}
