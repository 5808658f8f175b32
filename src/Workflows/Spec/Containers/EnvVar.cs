namespace Fleet.Workflows.Spec;

/// <summary>An environment variable.</summary>
public sealed record EnvVar
{
    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>value</c>; empty where <see cref="ValueFrom"/> is set.</summary>
    public string Value { get; init; } = "";

    /// <summary><c>valueFrom</c>.</summary>
    public EnvVarSource? ValueFrom { get; init; }
}
