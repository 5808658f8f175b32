namespace Fleet.Workflows.Spec;

/// <summary>A volume; one of the sources is set, others stay in <see cref="Json"/>.</summary>
public sealed record Volume
{
    /// <summary>Compact JSON text of the volume.</summary>
    public string Json { get; init; } = "";

    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>emptyDir</c>.</summary>
    public bool EmptyDir { get; init; }

    /// <summary><c>emptyDir.medium</c>: <c>Memory</c> or nothing.</summary>
    public string? EmptyDirMedium { get; init; }

    /// <summary><c>emptyDir.sizeLimit</c>, a quantity.</summary>
    public string? EmptyDirSizeLimit { get; init; }

    /// <summary><c>configMap</c>.</summary>
    public VolumeFiles? ConfigMap { get; init; }

    /// <summary><c>secret</c>.</summary>
    public VolumeFiles? Secret { get; init; }

    /// <summary><c>persistentVolumeClaim.claimName</c>.</summary>
    public string? ClaimName { get; init; }

    /// <summary><c>hostPath.path</c>.</summary>
    public string? HostPath { get; init; }
}
