namespace Fleet.Contracts;

/// <summary>What a task is: exactly one of its members is set, so that one shape serves all template types.</summary>
public sealed record TaskWork
{
    /// <summary>Containers to run; a simple container is a pod of one.</summary>
    public PodWork? Pod { get; init; }

    /// <summary>An HTTP request (template type <c>http</c>).</summary>
    public HttpCallWork? HttpCall { get; init; }

    /// <summary>A listing of artifacts (template type <c>data</c>).</summary>
    public ListArtifactsWork? ListArtifacts { get; init; }

    /// <summary>Reading of an artifact (<c>resource.manifestFrom</c>).</summary>
    public ReadArtifactWork? ReadArtifact { get; init; }
}
