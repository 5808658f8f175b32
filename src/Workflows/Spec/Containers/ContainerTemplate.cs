namespace Fleet.Workflows.Spec;

/// <summary>A container (the Kubernetes Container fields).</summary>
public record ContainerTemplate
{
    /// <summary><c>name</c>; empty: <c>main</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>image</c>.</summary>
    public string Image { get; init; } = "";

    /// <summary><c>command</c>; null or empty: the image's entry point.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary><c>args</c>; null: not given.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary><c>env</c>.</summary>
    public IReadOnlyList<EnvVar> Env { get; init; } = [];

    /// <summary><c>envFrom</c>.</summary>
    public IReadOnlyList<EnvFromSource> EnvFrom { get; init; } = [];

    /// <summary><c>workingDir</c>; null: the image's.</summary>
    public string? WorkingDir { get; init; }

    /// <summary><c>imagePullPolicy</c>: <c>Always</c>, <c>IfNotPresent</c>, <c>Never</c>; null: not given.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary><c>ports</c>.</summary>
    public IReadOnlyList<ContainerPort> Ports { get; init; } = [];

    /// <summary><c>resources</c>.</summary>
    public ResourceRequirements? Resources { get; init; }

    /// <summary><c>volumeMounts</c>.</summary>
    public IReadOnlyList<VolumeMount> VolumeMounts { get; init; } = [];

    /// <summary><c>securityContext</c>.</summary>
    public SecurityContext? SecurityContext { get; init; }

    /// <summary><c>readinessProbe</c>.</summary>
    public Probe? ReadinessProbe { get; init; }

    /// <summary><c>livenessProbe</c>.</summary>
    public Probe? LivenessProbe { get; init; }

    /// <summary><c>startupProbe</c>.</summary>
    public Probe? StartupProbe { get; init; }

    /// <summary><c>stdin</c>.</summary>
    public bool Stdin { get; init; }

    /// <summary><c>tty</c>.</summary>
    public bool Tty { get; init; }

    /// <summary><c>terminationMessagePath</c>; null: Kubernetes' default <c>/dev/termination-log</c>.</summary>
    public string? TerminationMessagePath { get; init; }

    /// <summary><c>terminationMessagePolicy</c>; null: <c>File</c>.</summary>
    public string? TerminationMessagePolicy { get; init; }
}
