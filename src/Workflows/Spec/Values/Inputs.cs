namespace Fleet.Workflows.Spec;

/// <summary>What a template takes.</summary>
public sealed record Inputs
{
    /// <summary><c>parameters</c>.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary><c>artifacts</c>.</summary>
    public IReadOnlyList<Artifact> Artifacts { get; init; } = [];

    /// <summary>Nothing.</summary>
    public static Inputs None { get; } = new();

    /// <summary>The parameter of that name; null: there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The parameter.</returns>
    public Parameter? FindParameter(string name) => Parameters.FirstOrDefault(p => p.Name == name);

    /// <summary>The artifact of that name; null: there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The artifact.</returns>
    public Artifact? FindArtifact(string name) => Artifacts.FirstOrDefault(a => a.Name == name);
}
