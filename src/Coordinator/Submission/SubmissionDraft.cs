using System.Text;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Submission;

/// <summary>A submission that was read and validated, before it has its final name.</summary>
internal sealed record SubmissionDraft
{
    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name, or the beginning of a generated one.</summary>
    public required string Name { get; init; }

    /// <summary><see cref="Name"/> is only the beginning.</summary>
    public required bool IsGenerated { get; init; }

    /// <summary>Canonical JSON of the manifest.</summary>
    public required string Json { get; init; }

    /// <summary>All errors; empty: valid.</summary>
    public required IReadOnlyList<SubmitError> Errors { get; init; }

    /// <summary>What has no meaning here.</summary>
    public required IReadOnlyList<SubmitError> Warnings { get; init; }

    public bool IsValid => Errors.Count == 0;

    /// <summary>The manifest as it is stored.</summary>
    public ReadOnlyMemory<byte> Manifest(string name) =>
        Encoding.UTF8.GetBytes(Fleet.Workflows.Spec.Submission.Apply(Json, new SubmissionChanges { Name = name, Namespace = Namespace }));

    public SubmissionResult Refused() => new() { Failure = SubmissionFailure.Invalid, Errors = Errors, Warnings = Warnings };

    public SubmissionResult Refused(string message) => new() { Failure = SubmissionFailure.Invalid, Errors = [new SubmitError(message)], Warnings = Warnings };
}
