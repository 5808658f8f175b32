using System.Text.Json;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Status;

namespace Fleet.Coordinator.Api;

/// <summary>Argo Workflow objects of stored workflows, written by the engine's own status writer.</summary>
public sealed class WorkflowDocuments : IWorkflowDocuments
{
    /// <inheritdoc />
    public JsonElement Full(StoredWorkflow workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var state = WorkflowState.Load(workflow.Record, workflow.Nodes);
        var options = new WorkflowStatusOptions { ResourceVersion = workflow.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        return JsonSerializer.Deserialize<JsonElement>(WorkflowStatusWriter.WriteToBytes(state, options));
    }

    /// <inheritdoc />
    public JsonElement Preview(Submission.AcceptedWorkflow workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var state = WorkflowState.Create(workflow.Manifest, workflow.Uid, workflow.Name, workflow.Namespace, workflow.CreatedAt);
        return JsonSerializer.Deserialize<JsonElement>(WorkflowStatusWriter.WriteToBytes(state));
    }

    /// <inheritdoc />
    public JsonElement Row(WorkflowSummary summary) => SummaryDocument.Of(summary);
}
