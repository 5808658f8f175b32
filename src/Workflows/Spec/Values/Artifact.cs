namespace Fleet.Workflows.Spec;

/// <summary>An artifact. The storage location stays in <see cref="Json"/>.</summary>
public sealed record Artifact
{
    /// <summary>Compact JSON text of the artifact.</summary>
    public string Json { get; init; } = "";

    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>path</c> in the container.</summary>
    public string? Path { get; init; }

    /// <summary><c>mode</c>: file mode bits; null: unchanged.</summary>
    public int? Mode { get; init; }

    /// <summary><c>recurseMode</c>.</summary>
    public bool RecurseMode { get; init; }

    /// <summary><c>from</c>: a tag.</summary>
    public string? From { get; init; }

    /// <summary><c>fromExpression</c> (expr-lang).</summary>
    public string? FromExpression { get; init; }

    /// <summary><c>subPath</c>.</summary>
    public string? SubPath { get; init; }

    /// <summary><c>optional</c>: may be missing.</summary>
    public bool Optional { get; init; }

    /// <summary><c>globalName</c>.</summary>
    public string? GlobalName { get; init; }

    /// <summary><c>archive</c>, JSON text; null: Argo's default.</summary>
    public string? Archive { get; init; }

    /// <summary><c>archiveLogs</c>.</summary>
    public bool? ArchiveLogs { get; init; }

    /// <summary><c>artifactGC</c>, JSON text.</summary>
    public string? ArtifactGc { get; init; }

    /// <summary><c>deleted</c>.</summary>
    public bool Deleted { get; init; }

    /// <summary>Name of the location field that is set (<c>s3</c>, <c>raw</c>, <c>http</c>, ...); null: none.</summary>
    public string? Location { get; init; }
}
