using System.Text;
using Fleet.Contracts;
using Fleet.Workflows.Engine;
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

    /// <summary>Large arguments that <see cref="Json"/> names.</summary>
    public IReadOnlyList<StoredValue> Values { get; init; } = [];

    /// <summary>All errors; empty: valid.</summary>
    public required IReadOnlyList<SubmitError> Errors { get; init; }

    /// <summary>What has no meaning here.</summary>
    public required IReadOnlyList<SubmitError> Warnings { get; init; }

    public bool IsValid => Errors.Count == 0;

    /// <summary>Labels of it may have values of ConfigMaps.</summary>
    public bool NeedsConfigMaps => Json.Contains("\"labelsFrom\"", StringComparison.Ordinal) && Json.Contains("\"configMapKeyRef\"", StringComparison.Ordinal);

    /// <summary>The manifest as it is stored.</summary>
    /// <exception cref="SpecFormatException">A label that the workflow gives itself cannot be evaluated.</exception>
    private ReadOnlyMemory<byte> Manifest(string name, Guid uid, DateTimeOffset createdAt, Func<string, string, IReadOnlyDictionary<string, string>?>? configMaps)
    {
        var manifest = Encoding.UTF8.GetBytes(Fleet.Workflows.Spec.Submission.Apply(Json, new SubmissionChanges { Name = name, Namespace = Namespace }));
        return Json.Contains("\"workflowMetadata\"", StringComparison.Ordinal) || Json.Contains("\"workflowTemplateRef\"", StringComparison.Ordinal) ? SubmittedMetadata.Apply(manifest, uid, name, Namespace, createdAt, Values, configMaps is null ? null : map => configMaps(Namespace, map)) : manifest;
    }

    /// <summary>The workflow that it becomes; null: <paramref name="refusal"/> says why not.</summary>
    /// <param name="name">Its final name.</param>
    /// <param name="uid">Its uid.</param>
    /// <param name="createdAt">Now.</param>
    /// <param name="configMaps">Finds ConfigMaps by namespace and name (<see cref="NeedsConfigMaps"/>); null: there are none.</param>
    /// <param name="refusal">Why not.</param>
    public AcceptedWorkflow? Accept(string name, Guid uid, DateTimeOffset createdAt, Func<string, string, IReadOnlyDictionary<string, string>?>? configMaps, out SubmissionResult? refusal)
    {
        try
        {
            refusal = null;
            return new AcceptedWorkflow(uid, Namespace, name, Manifest(name, uid, createdAt, configMaps), createdAt, Existed: false);
        }
        catch (SpecFormatException fault)
        {
            refusal = Refused(fault.Message);
            return null;
        }
    }

    public SubmissionResult Refused() => new() { Failure = SubmissionFailure.Invalid, Errors = Errors, Warnings = Warnings };

    public SubmissionResult Refused(string message) => new() { Failure = SubmissionFailure.Invalid, Errors = [new SubmitError(message)], Warnings = Warnings };
}
