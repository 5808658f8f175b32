namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>The next chunk of requests for locks that can be granted.</summary>
internal sealed class LocksInput : RunInput
{
    /// <summary>A chunk is as much as many messages.</summary>
    public override int Weight => 100;

    public override ValueTask DecideAsync(Group group)
    {
        group.Memory.Locks.Continue(group.Now);
        return ValueTask.CompletedTask;
    }
}
