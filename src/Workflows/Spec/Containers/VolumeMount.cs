namespace Fleet.Workflows.Spec;

/// <summary>A volume in a container.</summary>
public sealed record VolumeMount
{
    /// <summary><c>name</c> of the volume.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>mountPath</c>.</summary>
    public string MountPath { get; init; } = "";

    /// <summary><c>subPath</c>.</summary>
    public string? SubPath { get; init; }

    /// <summary><c>readOnly</c>.</summary>
    public bool ReadOnly { get; init; }
}
