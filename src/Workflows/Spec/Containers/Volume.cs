namespace Fleet.Workflows.Spec;

/// <summary>A volume; one of the sources is set, others stay in <see cref="Json"/>.</summary>
public sealed record Volume
{
    /// <summary>Compact JSON text of the volume.</summary>
    public string Json { get; init; } = "";

    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>emptyDir</c>, or <c>ephemeral</c>, which is the same where a volume has no class and no size.</summary>
    public bool EmptyDir { get; init; }

    /// <summary><c>emptyDir.medium</c>: <c>Memory</c> or nothing.</summary>
    public string? EmptyDirMedium { get; init; }

    /// <summary><c>emptyDir.sizeLimit</c>, a quantity.</summary>
    public string? EmptyDirSizeLimit { get; init; }

    /// <summary>What its files are made of (<c>configMap</c>, <c>secret</c>, <c>downwardAPI</c>, <c>projected</c>), in order; null: it is of another kind.</summary>
    public IReadOnlyList<FileSource>? Sources { get; init; }

    /// <summary><c>defaultMode</c> of its files; null: 0644.</summary>
    public int? DefaultMode { get; init; }

    /// <summary><c>persistentVolumeClaim.claimName</c>.</summary>
    public string? ClaimName { get; init; }

    /// <summary><c>persistentVolumeClaim.readOnly</c>: no container may write to it.</summary>
    public bool ClaimReadOnly { get; init; }

    /// <summary><c>hostPath.path</c>.</summary>
    public string? HostPath { get; init; }
}
