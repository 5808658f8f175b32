using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A workflow that was parsed and validated wants to be stored.</summary>
internal sealed class SubmissionInput(WorkflowRecord record, string? idempotencyKey, string? repository = null, int nodeLimit = WorkflowEngine.DefaultNodeLimit, int valueLimit = WorkflowEngine.DefaultValueLimit) : RunInput
{
    private readonly TaskCompletionSource<Guid> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Guid _uid;

    public Guid Uid => record.Uid;

    /// <summary>Ends with the uid: the new one, or that of an earlier submission with the same key.</summary>
    public Task<Guid> Accepted => _accepted.Task;

    public override int Weight => 4;

    public override async ValueTask DecideAsync(Group group)
    {
        _uid = await ExistingAsync(group).ConfigureAwait(false) ?? record.Uid;
        if (_uid != record.Uid) return;
        var machine = group.Memory.Machines.Create(record);
        group.Add(new WorkflowUnit(record.Uid, machine, eventSequence: 0, version: 0, isNew: true));
        group.Tell(record.Uid, new WorkflowSubmitted { DefaultRepository = repository, Repositories = group.Memory.Resources.Repositories(record.Namespace, RepositoryMap.DefaultName), NodeLimit = nodeLimit, ValueLimit = valueLimit });
        group.Audit.Add(new AuditRow(record.Uid, group.Now, "Submit", ""));
        if (idempotencyKey is not null) group.IdempotencyKeys[idempotencyKey] = record.Uid;
    }

    public override void Committed(GroupResult result) => _accepted.TrySetResult(_uid);

    public override void Failed(Exception error) => _accepted.TrySetException(error);

    private async ValueTask<Guid?> ExistingAsync(Group group)
    {
        if (idempotencyKey is null) return null;
        if (group.IdempotencyKeys.TryGetValue(idempotencyKey, out var inGroup)) return inGroup;
        return await group.Memory.Store.FindIdempotencyKeyAsync(idempotencyKey, group.CancellationToken).ConfigureAwait(false);
    }
}
