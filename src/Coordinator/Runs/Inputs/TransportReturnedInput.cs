namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>The broker was away: every session gets a full lease.</summary>
internal sealed class TransportReturnedInput : RunInput
{
    public override ValueTask DecideAsync(Group group)
    {
        group.Dispatcher.BrokerReturned(group.Now);
        return ValueTask.CompletedTask;
    }
}
