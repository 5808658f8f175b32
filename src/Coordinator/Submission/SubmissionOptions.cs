namespace Fleet.Coordinator.Submission;

/// <summary>How a submission is taken.</summary>
public sealed record SubmissionOptions
{
    /// <summary>Ask for an unknown field's error (YAML files) or let it pass (JSON bodies of the HTTP API).</summary>
    /// <value>Default: an error for YAML, ignored for JSON.</value>
    public bool? RefuseUnknownFields { get; init; }

    /// <summary>Key under which a repeated submission is the same one, when the request has none of its own (AMQP <c>message-id</c>).</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A taken name becomes <c>NAME-2</c>, <c>NAME-3</c>, … instead of an error (<c>fleet run</c>).</summary>
    public bool UniqueName { get; init; }

    /// <summary>Uid of the new workflow; null: a new one. An embedded coordinator leads the scope of this one workflow before it exists.</summary>
    public Guid? Uid { get; init; }

    /// <summary>File name for error messages; null: none.</summary>
    public string? Source { get; init; }
}
