namespace Fleet.Workflows.Spec;

/// <summary>All keys of a ConfigMap or Secret as environment variables.</summary>
public sealed record EnvFromSource
{
    /// <summary><c>prefix</c> of each name.</summary>
    public string Prefix { get; init; } = "";

    /// <summary><c>configMapRef.name</c>.</summary>
    public string? ConfigMap { get; init; }

    /// <summary><c>secretRef.name</c>.</summary>
    public string? Secret { get; init; }

    /// <summary>May be missing.</summary>
    public bool Optional { get; init; }
}
