namespace Fleet.Workflows.Spec;

/// <summary>A key of a ConfigMap or Secret.</summary>
public sealed record KeySelector
{
    /// <summary><c>name</c> of the object.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>key</c> in it.</summary>
    public string Key { get; init; } = "";

    /// <summary><c>optional</c>: may be missing.</summary>
    public bool Optional { get; init; }
}
