namespace Fleet.Workflows.Spec;

/// <summary><c>securityContext</c> of a container or pod, as far as it means something to a container engine.</summary>
public sealed record SecurityContext
{
    /// <summary>Compact JSON text.</summary>
    public string Json { get; init; } = "";

    /// <summary><c>runAsUser</c>.</summary>
    public long? RunAsUser { get; init; }

    /// <summary><c>runAsGroup</c>.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary><c>runAsNonRoot</c>.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary><c>fsGroup</c> of a pod.</summary>
    public long? FsGroup { get; init; }

    /// <summary><c>supplementalGroups</c> of a pod.</summary>
    public IReadOnlyList<long> SupplementalGroups { get; init; } = [];

    /// <summary><c>privileged</c>.</summary>
    public bool Privileged { get; init; }

    /// <summary><c>readOnlyRootFilesystem</c>.</summary>
    public bool ReadOnlyRootFilesystem { get; init; }

    /// <summary><c>allowPrivilegeEscalation</c>; Kubernetes' default is true.</summary>
    public bool AllowPrivilegeEscalation { get; init; } = true;

    /// <summary><c>capabilities.add</c>.</summary>
    public IReadOnlyList<string> AddedCapabilities { get; init; } = [];

    /// <summary><c>capabilities.drop</c>.</summary>
    public IReadOnlyList<string> DroppedCapabilities { get; init; } = [];
}
