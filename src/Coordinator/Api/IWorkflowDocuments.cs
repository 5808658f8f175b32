using System.Text.Json;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Makes Argo Workflow objects of what is stored.</summary>
public interface IWorkflowDocuments
{
    /// <summary>The object of a workflow that would be accepted, as it would be stored.</summary>
    /// <param name="workflow">The workflow.</param>
    JsonElement Preview(Submission.AcceptedWorkflow workflow);

    /// <summary>The whole object with its nodes; of large values what was loaded, as far as an answer may have them.</summary>
    JsonElement Full(StoredWorkflow workflow);

    /// <summary>The object without its nodes, for lists.</summary>
    JsonElement Row(WorkflowSummary summary);
}
