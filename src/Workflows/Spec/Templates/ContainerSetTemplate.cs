namespace Fleet.Workflows.Spec;

/// <summary><c>containerSet</c>.</summary>
public sealed record ContainerSetTemplate
{
    /// <summary><c>containers</c>.</summary>
    public IReadOnlyList<ContainerNode> Containers { get; init; } = [];

    /// <summary><c>volumeMounts</c> of every member.</summary>
    public IReadOnlyList<VolumeMount> VolumeMounts { get; init; } = [];

    /// <summary><c>retryStrategy.retries</c> of each member's command; null: none.</summary>
    public string? Retries { get; init; }

    /// <summary><c>retryStrategy.duration</c> between them, a Go duration.</summary>
    public string? RetryDuration { get; init; }
}
