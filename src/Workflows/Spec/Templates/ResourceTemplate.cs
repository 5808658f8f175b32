namespace Fleet.Workflows.Spec;

/// <summary><c>resource</c>.</summary>
public sealed record ResourceTemplate
{
    /// <summary><c>action</c>: get, create, apply, delete, replace or patch.</summary>
    public string Action { get; init; } = "";

    /// <summary><c>manifest</c>, YAML text.</summary>
    public string? Manifest { get; init; }

    /// <summary><c>manifestFrom</c>, JSON text.</summary>
    public string? ManifestFrom { get; init; }

    /// <summary>Input artifact that the manifest is in (<c>manifestFrom.artifact.name</c>), which a worker has to read first; null: there is none.</summary>
    public string? Source { get; init; }

    /// <summary><c>flags</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary><c>mergeStrategy</c>.</summary>
    public string? MergeStrategy { get; init; }

    /// <summary><c>setOwnerReference</c>.</summary>
    public bool SetOwnerReference { get; init; }

    /// <summary><c>successCondition</c>, a label selector.</summary>
    public string? SuccessCondition { get; init; }

    /// <summary><c>failureCondition</c>, a label selector.</summary>
    public string? FailureCondition { get; init; }
}
