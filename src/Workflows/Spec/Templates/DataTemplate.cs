namespace Fleet.Workflows.Spec;

/// <summary><c>data</c>.</summary>
public sealed record DataTemplate
{
    /// <summary><c>source.artifactPaths</c>, JSON text of an artifact.</summary>
    public string ArtifactPaths { get; init; } = "";

    /// <summary><c>transformation</c>: expr-lang expressions, one after another.</summary>
    public IReadOnlyList<string> Transformation { get; init; } = [];
}
