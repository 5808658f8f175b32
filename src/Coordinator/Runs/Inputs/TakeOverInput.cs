using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>Workflows of a scope whose process is dead come into this one. All that the loop has in memory is read anew, with them in it; so it is alone in its group.</summary>
internal sealed class TakeOverInput(Leadership from) : RunInput
{
    private readonly TaskCompletionSource<IReadOnlyList<Guid>> _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<Guid>? _workflows;
    private long _sequenceBefore;

    /// <summary>Ends with the workflows that came.</summary>
    public Task<IReadOnlyList<Guid>> Moved => _moved.Task;

    public override bool IsAlone => true;

    public override async ValueTask DecideAsync(Group group)
    {
        var memory = group.Memory;
        if (_workflows is null)
        {
            _sequenceBefore = memory.StoredSequence;
            _workflows = await MergeAsync(memory, group.CancellationToken).ConfigureAwait(false);
        }

        var snapshot = await memory.LoadAsync(group.CancellationToken).ConfigureAwait(false);
        group.TakenOver.AddRange(snapshot.Outbox.Where(row => row.Sequence > _sequenceBefore));
        foreach (var uid in _workflows) group.Tell(uid, new WorkflowLoaded());
    }

    private async Task<IReadOnlyList<Guid>> MergeAsync(TermMemory memory, CancellationToken cancellationToken)
    {
        try
        {
            return await memory.Store.MergeScopeAsync(from, memory.Lead, cancellationToken).ConfigureAwait(false);
        }
        catch (LeadershipLostException lost) when (lost.Leadership == from)
        {
            // It was in line for longer than its lease, and somebody else went on with the scope.
            return [];
        }
    }

    public override void Committed(GroupResult result) => _moved.TrySetResult(_workflows!);

    public override void Failed(Exception error) => _moved.TrySetException(error);
}
