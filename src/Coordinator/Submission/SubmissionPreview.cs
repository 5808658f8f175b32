using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Submission;

/// <summary>Reads and validates a submission as the coordinator does, without one: for who wants to know what would be accepted, and as what.</summary>
public static class SubmissionPreview
{
    /// <summary>Reads a submission. Generated names get a fixed end, so that the same request gives the same workflow.</summary>
    /// <param name="request">What is submitted.</param>
    /// <param name="uid">Uid that the workflow would get.</param>
    /// <param name="createdAt">When it would be created.</param>
    /// <param name="strict">Unknown fields are errors; else they are passed over.</param>
    /// <param name="findTemplate">Finds stored templates, see <see cref="LoadOptions.FindTemplate"/>.</param>
    /// <param name="configMaps">Finds stored ConfigMaps by namespace and name.</param>
    /// <returns>The workflow that would be stored, or all errors.</returns>
    public static SubmissionResult Read(SubmitWorkflow request, Guid uid, DateTimeOffset createdAt, bool strict, Func<string, string, bool, Workflow?> findTemplate, Func<string, string, IReadOnlyDictionary<string, string>?> configMaps)
    {
        ArgumentNullException.ThrowIfNull(request);
        var draft = SubmissionReader.Read(request, new SubmissionOptions { RefuseUnknownFields = strict }, findTemplate, new SecretCipher([SecretKey.Create()]));
        if (!draft.IsValid)
            return draft.Refused();
        var name = draft.IsGenerated ? GeneratedName.Complete(draft.Name, new byte[GeneratedName.RandomLength]) : draft.Name;
        return draft.Accept(name, uid, createdAt, configMaps, out var refusal) is { } accepted ? new SubmissionResult { Workflow = accepted, Warnings = draft.Warnings } : refusal!;
    }
}
