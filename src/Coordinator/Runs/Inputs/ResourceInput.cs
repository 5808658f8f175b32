using Fleet.Coordinator.Resources;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A user makes, replaces or deletes an object beside workflows.</summary>
internal sealed class ResourceInput(ResourceChange change) : RunInput
{
    private readonly TaskCompletionSource<ResourceReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ResourceReply? _decided;

    public Task<ResourceReply> Reply => _reply.Task;

    /// <summary>Uid of the object that it writes; null: none.</summary>
    public Guid? Uid => _decided?.Row?.Uid;

    public override ValueTask DecideAsync(Group group)
    {
        _decided = group.Change(change);
        return ValueTask.CompletedTask;
    }

    public override void Committed(GroupResult result)
    {
        // What was written has its version by now; what was not keeps its own.
        var row = _decided!.Row;
        var version = row is null ? 0 : result.VersionOf(row.Uid);
        _reply.TrySetResult(version == 0 ? _decided : _decided with { Row = row! with { Version = version } });
    }

    public override void Failed(Exception error) => _reply.TrySetException(error);
}
