using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Simulation;

/// <summary>
/// Drives a workflow to its end with the engine and the dispatcher that the coordinator uses, a virtual clock, and a worker whose tasks do what a script says. Pure: the same manifest,
/// outcomes and options give the same result.
/// </summary>
public static class WorkflowSimulation
{
    /// <summary>Simulates.</summary>
    /// <param name="manifest">Argo JSON; validated.</param>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="outcomes">What happens.</param>
    /// <param name="options">Worker, begin and uid; null: the defaults.</param>
    /// <returns>The workflow at its end, or where it came to a halt.</returns>
    public static SimulationResult Run(ReadOnlyMemory<byte> manifest, string name, string @namespace, Outcomes outcomes, SimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        options ??= new SimulationOptions();
        return new SimulationRun(WorkflowState.Create(manifest, options.Uid, name, @namespace, options.Start), outcomes, options).Run();
    }
}
