using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>The next chunk of a large fan-out.</summary>
internal sealed class ContinueInput(Guid workflow, int ordinal) : RunInput
{
    /// <summary>A chunk is as much as many messages.</summary>
    public override int Weight => 100;

    public override ValueTask DecideAsync(Group group)
    {
        group.Tell(workflow, new ExpansionContinued(ordinal));
        return ValueTask.CompletedTask;
    }
}
