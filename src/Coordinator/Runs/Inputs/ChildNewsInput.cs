using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>News of another workflow, for the node that manages it.</summary>
internal sealed class ChildNewsInput(Guid workflow, EngineEvent news) : RunInput
{
    /// <summary>The object of a large workflow is large.</summary>
    public override int Weight => 10;

    public override ValueTask DecideAsync(Group group)
    {
        group.Tell(workflow, news);
        return ValueTask.CompletedTask;
    }
}
