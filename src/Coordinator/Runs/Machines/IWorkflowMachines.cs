using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Machines;

/// <summary>Makes the engine's state of workflows. The seam between run loop and engine.</summary>
internal interface IWorkflowMachines
{
    /// <summary>State of a workflow that was just accepted.</summary>
    IWorkflowMachine Create(WorkflowRecord record);

    /// <summary>State as it is stored.</summary>
    IWorkflowMachine Load(StoredWorkflow stored);
}
