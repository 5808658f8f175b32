namespace Fleet.Workflows.Spec;

/// <summary>Values handed to a template or a workflow.</summary>
public sealed record Arguments
{
    /// <summary><c>parameters</c>.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary><c>artifacts</c>.</summary>
    public IReadOnlyList<Artifact> Artifacts { get; init; } = [];

    /// <summary>Nothing.</summary>
    public static Arguments None { get; } = new();

    /// <summary>There are none.</summary>
    public bool IsEmpty => Parameters.Count == 0 && Artifacts.Count == 0;

    /// <summary>The parameter of that name; null: there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The parameter.</returns>
    public Parameter? FindParameter(string name) => Parameters.FirstOrDefault(p => p.Name == name);

    /// <summary>The artifact of that name; null: there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The artifact.</returns>
    public Artifact? FindArtifact(string name) => Artifacts.FirstOrDefault(a => a.Name == name);
}
