namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>More Ready tasks can be issued than one commit takes.</summary>
internal sealed class AssignInput : RunInput
{
    public override ValueTask DecideAsync(Group group) => ValueTask.CompletedTask;
}
