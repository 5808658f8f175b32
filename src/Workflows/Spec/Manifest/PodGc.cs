namespace Fleet.Workflows.Spec;

/// <summary><c>podGC</c>.</summary>
public sealed record PodGc
{
    /// <summary><c>OnPodCompletion</c>, <c>OnPodSuccess</c>, <c>OnWorkflowCompletion</c> or <c>OnWorkflowSuccess</c>; null: none.</summary>
    public string? Strategy { get; init; }

    /// <summary><c>labelSelector</c>, JSON text.</summary>
    public string? LabelSelector { get; init; }

    /// <summary><c>deleteDelayDuration</c>, a Go duration.</summary>
    public string? DeleteDelayDuration { get; init; }
}
