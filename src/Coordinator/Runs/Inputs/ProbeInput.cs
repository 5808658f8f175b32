using Fleet.Contracts;
using Fleet.Workflows.Dispatch;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>The leader's probe came round.</summary>
internal sealed class ProbeInput(LeaderProbe probe) : MessageInput
{
    public override ValueTask DecideAsync(Group group)
    {
        group.Dispatcher.ProbeReturned(new Probe(probe.Epoch, probe.Number), group.Now);
        return ValueTask.CompletedTask;
    }
}
