using Fleet.Contracts;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A worker has beaten.</summary>
internal sealed class BeatInput(WorkerBeat beat) : MessageInput
{
    public override async ValueTask DecideAsync(Group group)
    {
        group.Dispatcher.OnBeat(WireMap.Beat(beat), group.Now);
        await ClaimUpkeep.OnBeatAsync(group, beat.Session, beat.Claims).ConfigureAwait(false);
        await KeptUpkeep.OnBeatAsync(group, beat.Session, beat.Kept).ConfigureAwait(false);
    }
}
