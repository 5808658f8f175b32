using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>Timers are due. A fired one is cleared in the same commit, unless the engine sets it again.</summary>
internal sealed class TimersInput : RunInput
{
    private const int Limit = 200;

    public override int Weight => Limit / 2;

    public override async ValueTask DecideAsync(Group group)
    {
        foreach (var (workflow, key, due) in group.Memory.Timers.TakeDue(group.Now, Limit))
        {
            if (group.Timers.ContainsKey((workflow, key)) || !group.Memory.Timers.IsSet(workflow, key, due)) continue;
            group.ClearTimer(workflow, key);
            if (key.Kind == TimerKind.TimeToLive) await group.DeleteAsync(workflow).ConfigureAwait(false);
            else group.Tell(workflow, new TimerFired(key));
        }
    }
}
