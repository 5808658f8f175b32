using Fleet.Contracts;

namespace Fleet.Coordinator.Submission;

/// <summary>What became of a submission.</summary>
public sealed record SubmissionResult
{
    /// <summary>The workflow; null: it was not accepted, <see cref="Errors"/> say why.</summary>
    public AcceptedWorkflow? Workflow { get; init; }

    /// <summary>All errors; empty: accepted.</summary>
    public IReadOnlyList<SubmitError> Errors { get; init; } = [];

    /// <summary>What is accepted but has no meaning here (SpecWarning).</summary>
    public IReadOnlyList<SubmitError> Warnings { get; init; } = [];

    /// <summary>Class of the errors.</summary>
    public SubmissionFailure Failure { get; init; }

    /// <summary>The answer on the wire.</summary>
    public SubmitReply ToReply() => Workflow is { } accepted
        ? new SubmitReply { Namespace = accepted.Namespace, Name = accepted.Name, Uid = accepted.Uid.ToString("D") }
        : new SubmitReply { Reason = Failure == SubmissionFailure.NameTaken ? SubmitReply.Exists : SubmitReply.Invalid, Errors = Errors };
}

/// <summary>Why a submission was not accepted.</summary>
public enum SubmissionFailure
{
    /// <summary>It was.</summary>
    None,

    /// <summary>The request or the manifest is invalid.</summary>
    Invalid,

    /// <summary>The name is taken in its namespace.</summary>
    NameTaken,
}

/// <summary>An accepted workflow.</summary>
/// <param name="Uid">Its uid.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Manifest">Manifest as it is stored: Argo JSON with the final name, labels and arguments.</param>
/// <param name="CreatedAt">Creation.</param>
/// <param name="Existed">An earlier submission with the same idempotency key made it.</param>
public sealed record AcceptedWorkflow(Guid Uid, string Namespace, string Name, ReadOnlyMemory<byte> Manifest, DateTimeOffset CreatedAt, bool Existed);
