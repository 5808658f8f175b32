namespace Fleet.Workflows.Spec;

/// <summary>What a template gives.</summary>
public sealed record Outputs
{
    /// <summary><c>parameters</c>.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary><c>artifacts</c>.</summary>
    public IReadOnlyList<Artifact> Artifacts { get; init; } = [];

    /// <summary><c>result</c>: standard output; status only.</summary>
    public string? Result { get; init; }

    /// <summary><c>exitCode</c>; status only.</summary>
    public string? ExitCode { get; init; }

    /// <summary>Nothing.</summary>
    public static Outputs None { get; } = new();
}
