using Fleet.Contracts;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A worker has beaten.</summary>
internal sealed class BeatInput(WorkerBeat beat) : MessageInput
{
    public override async ValueTask DecideAsync(Group group)
    {
        group.Dispatcher.OnBeat(WireMap.Beat(beat), group.Now);
        await HostUpkeep.OnBeatAsync(group, beat).ConfigureAwait(false);
    }
}
