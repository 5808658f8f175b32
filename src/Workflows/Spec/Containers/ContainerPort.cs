namespace Fleet.Workflows.Spec;

/// <summary>A port that the container listens on.</summary>
public sealed record ContainerPort
{
    /// <summary><c>name</c>.</summary>
    public string? Name { get; init; }

    /// <summary><c>containerPort</c>.</summary>
    public int Number { get; init; }

    /// <summary><c>hostPort</c>.</summary>
    public int? HostPort { get; init; }

    /// <summary><c>protocol</c>; default TCP.</summary>
    public string Protocol { get; init; } = "TCP";
}
