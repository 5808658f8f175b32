using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Machines;

/// <summary>The real engine.</summary>
internal sealed class EngineMachines : IWorkflowMachines
{
    public IWorkflowMachine Create(WorkflowRecord record) =>
        new EngineMachine(WorkflowState.Create(record.Manifest, record.Uid, record.Name, record.Namespace, record.CreatedAt, record.Values));

    public IWorkflowMachine Load(StoredWorkflow stored) => new EngineMachine(WorkflowState.Load(stored.Record, stored.Nodes));
}
