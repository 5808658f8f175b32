namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A second has passed: leases are looked at, sent messages struck off, workflows at rest leave the memory.</summary>
internal sealed class TickInput : RunInput
{
    private static readonly TimeSpan RestAfter = TimeSpan.FromMinutes(1);

    public override ValueTask DecideAsync(Group group)
    {
        group.Dispatcher.Tick(group.Now);
        group.Memory.RestUntouchedSince(group.Now - RestAfter);
        return ValueTask.CompletedTask;
    }
}
