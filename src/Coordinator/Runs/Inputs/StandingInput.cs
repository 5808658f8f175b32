using Fleet.Workflows.Dispatch;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>What the store knows of a dispatch that a worker named.</summary>
internal sealed class StandingInput(DispatchStamp stamp, TaskStanding standing) : RunInput
{
    public override ValueTask DecideAsync(Group group)
    {
        group.Dispatcher.StandingKnown(stamp, standing, group.Now);
        return ValueTask.CompletedTask;
    }
}
