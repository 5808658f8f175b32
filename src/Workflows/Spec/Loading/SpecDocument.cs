namespace Fleet.Workflows.Spec;

/// <summary>One document of a text.</summary>
public sealed record SpecDocument
{
    /// <summary>Which one, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Line at which it begins, from 1.</summary>
    public required int Line { get; init; }

    /// <summary><c>kind</c>; empty: it could not be read.</summary>
    public required string Kind { get; init; }

    /// <summary>Name, or prefix of a generated one; empty: none.</summary>
    public required string Name { get; init; }

    /// <summary>Canonical JSON text of the manifest; empty: it could not be read.</summary>
    public required string Json { get; init; }

    /// <summary>The manifest as records: of a Workflow or workflow template; null for other kinds and for what could not be read.</summary>
    public Workflow? Workflow { get; init; }

    /// <summary>It has no errors.</summary>
    public required bool IsValid { get; init; }
}
