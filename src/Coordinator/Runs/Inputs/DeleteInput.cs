using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A user deletes a workflow.</summary>
internal sealed class DeleteInput(Guid workflow) : RunInput
{
    private readonly TaskCompletionSource<CommandReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _found;

    public Task<CommandReply> Reply => _reply.Task;

    public override async ValueTask DecideAsync(Group group)
    {
        _found = await group.UnitAsync(workflow).ConfigureAwait(false) is not null;
        if (!_found) return;
        await group.DeleteAsync(workflow).ConfigureAwait(false);
        group.Audit.Add(new AuditRow(workflow, group.Now, "Delete", ""));
    }

    public override void Committed(GroupResult result) =>
        _reply.TrySetResult(_found ? new CommandReply(CommandOutcome.Done, null, result.VersionOf(workflow)) : new CommandReply(CommandOutcome.NotFound, null, 0));

    public override void Failed(Exception error) => _reply.TrySetException(error);
}
