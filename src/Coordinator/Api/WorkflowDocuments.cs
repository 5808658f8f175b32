using System.Text.Json;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Status;

namespace Fleet.Coordinator.Api;

/// <summary>Argo Workflow objects of stored workflows, written by the engine's own status writer.</summary>
public sealed class WorkflowDocuments : IWorkflowDocuments
{
    // Handed on, a value stands in many nodes: an object with all of them could be larger than any memory.
    private const long MostOfValues = 32 * 1024 * 1024;

    /// <inheritdoc />
    public JsonElement Full(StoredWorkflow workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var state = WorkflowState.Load(workflow.Record, workflow.Nodes);
        var options = new WorkflowStatusOptions { ResourceVersion = workflow.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), ValueRoom = MostOfValues };
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
