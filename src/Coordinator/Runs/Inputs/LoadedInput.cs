using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A new leader takes up an open workflow: the engine says what is not stored elsewhere.</summary>
internal sealed class LoadedInput(Guid workflow) : RunInput
{
    public override int Weight => 20;

    public override ValueTask DecideAsync(Group group)
    {
        group.Tell(workflow, new WorkflowLoaded());
        return ValueTask.CompletedTask;
    }
}
