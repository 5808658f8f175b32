namespace Fleet.Contracts;

/// <summary>Answer to <see cref="SubmitWorkflow"/>: either name and uid, or all errors.</summary>
public sealed record SubmitReply
{
    /// <summary>Namespace of the new workflow.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its uid.</summary>
    public string? Uid { get; init; }

    /// <summary>All errors of the manifest; null: it was accepted.</summary>
    public IReadOnlyList<SubmitError>? Errors { get; init; }
}
