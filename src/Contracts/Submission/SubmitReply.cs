namespace Fleet.Contracts;

/// <summary>Answer to <see cref="SubmitWorkflow"/> and <see cref="WorkflowCommand"/>: either name and uid, or all errors.</summary>
public sealed record SubmitReply
{
    /// <summary><see cref="Reason"/>: the request or the manifest is invalid.</summary>
    public const string Invalid = "invalid";

    /// <summary><see cref="Reason"/>: the name is taken.</summary>
    public const string Exists = "exists";

    /// <summary><see cref="Reason"/>: there is no such workflow.</summary>
    public const string NotFound = "notFound";

    /// <summary><see cref="Reason"/>: it cannot be done in this state.</summary>
    public const string Refused = "refused";

    /// <summary><see cref="Reason"/>: the object was modified since the resourceVersion that was named.</summary>
    public const string Stale = "stale";

    /// <summary>Namespace of the workflow.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its uid.</summary>
    public string? Uid { get; init; }

    /// <summary>What became of an object beside workflows: <c>created</c>, <c>configured</c>, <c>unchanged</c> or <c>deleted</c>; null for workflows.</summary>
    public string? Outcome { get; init; }

    /// <summary>Class of the errors, for programs; null: there are none.</summary>
    public string? Reason { get; init; }

    /// <summary>All errors; null: it was accepted.</summary>
    public IReadOnlyList<SubmitError>? Errors { get; init; }
}
