using System.Text.Json;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Makes Argo Workflow objects of what is stored.</summary>
public interface IWorkflowDocuments
{
    /// <summary>The whole object with its nodes.</summary>
    JsonElement Full(StoredWorkflow workflow);

    /// <summary>The object without its nodes, for lists.</summary>
    JsonElement Row(WorkflowSummary summary);
}
