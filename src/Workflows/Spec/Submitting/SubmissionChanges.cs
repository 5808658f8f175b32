namespace Fleet.Workflows.Spec;

/// <summary>What a submission changes in a manifest (the flags of <c>argo submit</c>, the fields of a submit message).</summary>
public sealed record SubmissionChanges
{
    /// <summary>Replaces <c>metadata.name</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Replaces <c>metadata.generateName</c>, and takes out the manifest's own name unless <see cref="Name"/> is given.</summary>
    public string? GenerateName { get; init; }

    /// <summary>Replaces <c>metadata.namespace</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary>Replaces <c>spec.entrypoint</c>.</summary>
    public string? Entrypoint { get; init; }

    /// <summary>Replaces <c>spec.priority</c>.</summary>
    public int? Priority { get; init; }

    /// <summary>Replaces <c>spec.serviceAccountName</c>.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Values of workflow parameters, by name: replace the manifest's, or are added to it.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Keys of workflow artifacts in the Fleet's own store, by name: replace the manifest's, or are added to it.</summary>
    public IReadOnlyDictionary<string, string> Artifacts { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels added to the manifest's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations added to the manifest's.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}
