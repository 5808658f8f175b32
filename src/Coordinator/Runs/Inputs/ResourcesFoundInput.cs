using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>Objects beside workflows that another process has written: whoever leads one workflow only does not write them.</summary>
internal sealed class ResourcesFoundInput(ResourcePage page) : RunInput
{
    public override ValueTask DecideAsync(Group group)
    {
        group.Found(page);
        return ValueTask.CompletedTask;
    }
}
