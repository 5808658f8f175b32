namespace Fleet.Workflows.Spec;

/// <summary>What a text contains.</summary>
public sealed record LoadResult
{
    /// <summary>Its documents, in order; also those with errors.</summary>
    public required IReadOnlyList<SpecDocument> Documents { get; init; }

    /// <summary>All errors of all documents, in the order of the text.</summary>
    public required IReadOnlyList<SpecError> Errors { get; init; }

    /// <summary>What is accepted but has no effect here (Argo's <c>SpecWarning</c>).</summary>
    public required IReadOnlyList<SpecError> Warnings { get; init; }

    /// <summary>There are no errors.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>The documents of kind Workflow.</summary>
    public IEnumerable<SpecDocument> Workflows => Documents.Where(d => d.Kind == "Workflow");
}
