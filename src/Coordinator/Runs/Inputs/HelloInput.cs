using Fleet.Contracts;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A worker said hello.</summary>
internal sealed class HelloInput(WorkerHello hello) : MessageInput
{
    public override ValueTask DecideAsync(Group group)
    {
        group.Dispatcher.OnHello(WireMap.Hello(hello), group.Now);
        return ValueTask.CompletedTask;
    }
}
