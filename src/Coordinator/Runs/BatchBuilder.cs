using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Locks;

namespace Fleet.Coordinator.Runs;

/// <summary>Turns a decided group into one commit: each row once, the engine's and the dispatcher's part of a node merged.</summary>
internal sealed class BatchBuilder(TermMemory memory, OutboxRows outbox)
{
    public async ValueTask<Draft> BuildAsync(Group group)
    {
        var changes = memory.Dispatcher.TakeChanges();
        var draft = new Draft(new CommitBatch { Leadership = memory.Lead }, changes);
        foreach (var change in changes.Tasks) await TakeColumnsAsync(group, change, draft).ConfigureAwait(false);
        await outbox.WriteAsync(group, changes.Messages, draft.Batch.Outbox).ConfigureAwait(false);
        foreach (var unit in group.Touched.Values)
            if (unit.Changed) Write(unit, draft);
        foreach (var (session, columns) in changes.Sessions)
            if (columns is null) draft.Batch.SessionsRemoved.Add(session);
            else draft.Batch.Sessions.Add(new SessionRow(columns.Session, columns.WorkerId, columns.State, columns.Body));
        foreach (var ((workflow, key), due) in group.Timers) Write(group, workflow, key, due, draft.Batch);
        foreach (var change in memory.Locks.TakeChanges()) Write(group, change, draft.Batch);
        foreach (var ((workflow, ordinal, dispatch), streams) in group.Logs)
            if (group.Touched.ContainsKey(workflow)) draft.Batch.Logs.Add(new LogRow(workflow, ordinal, dispatch, streams));
        draft.Batch.Memo.AddRange(group.Memo);
        draft.Batch.Garbage.AddRange(group.Garbage);
        draft.Batch.GarbageCollected.AddRange(group.GarbageCollected);
        draft.Batch.Deletes.AddRange(group.Deletes);
        draft.Batch.Resources.AddRange(group.Resources);
        draft.Batch.Audit.AddRange(group.Audit);
        foreach (var (key, workflow) in group.IdempotencyKeys) draft.Batch.IdempotencyKeys.Add((key, workflow));
        return draft;
    }

    private static void Write(Group group, LockChange change, CommitBatch batch)
    {
        // What a deleted workflow held goes with its row.
        if (group.Deletes.Contains(change.Holder.Workflow)) return;
        if (change.Columns is { } columns) batch.Locks.Add(new LockRow(change.Holder.Workflow, change.Holder.Ordinal, columns.Body));
        else batch.LocksReleased.Add((change.Holder.Workflow, change.Holder.Ordinal));
    }

    private static async ValueTask TakeColumnsAsync(Group group, TaskChange change, Draft draft)
    {
        // Of a deleted workflow nothing is written but the tombstone.
        if (await group.UnitAsync(change.Key.Workflow).ConfigureAwait(false) is not { } unit) return;
        unit.MarkNode(change.Key.Ordinal);
        draft.Columns[change.Key] = change.Columns is { } columns ? new TaskColumns(columns.Dispatch, columns.State, columns.Body) : null;
    }

    private void Write(WorkflowUnit unit, Draft draft)
    {
        var row = unit.Row(memory.Lead.Scope);
        draft.Batch.Workflows.Add(row);
        foreach (var ordinal in unit.Nodes)
        {
            var columns = draft.Columns.TryGetValue(new TaskKey(unit.Uid, ordinal), out var changed) ? changed : memory.Columns(unit.Uid, ordinal);
            draft.Batch.Nodes.Add(new NodeRow(unit.Uid, unit.Machine.Node(ordinal), columns));
        }

        // What the nodes name, too.
        draft.Batch.Values.AddRange(unit.NewValues(row.Record));
    }

    private void Write(Group group, Guid workflow, Workflows.Engine.TimerKey key, DateTimeOffset? due, CommitBatch batch)
    {
        if (group.Deletes.Contains(workflow)) return;
        if (due is { } time) batch.TimersSet.Add(new TimerRow(workflow, key, time));
        else if (memory.Timers.Of(workflow).Contains(key)) batch.TimersCleared.Add((workflow, key));
    }

    /// <summary>A commit in the making, and what memory learns when it succeeded.</summary>
    /// <param name="Batch">The commit.</param>
    /// <param name="Changes">The dispatcher's changes, of which some are not rows.</param>
    internal sealed record Draft(CommitBatch Batch, DispatchChanges Changes)
    {
        /// <summary>New dispatch columns; null: the task is not live any more.</summary>
        public Dictionary<TaskKey, TaskColumns?> Columns { get; } = [];

        /// <summary>There is nothing to write (sent messages aside).</summary>
        public bool IsEmpty =>
            Batch.Workflows.Count == 0 && Batch.Deletes.Count == 0 && Batch.Outbox.Count == 0 && Batch.TimersSet.Count == 0 && Batch.TimersCleared.Count == 0
            && Batch.Locks.Count == 0 && Batch.LocksReleased.Count == 0 && Batch.Logs.Count == 0 && Batch.Garbage.Count == 0 && Batch.GarbageCollected.Count == 0 && Batch.Memo.Count == 0 && Batch.Resources.Count == 0 && Batch.Sessions.Count == 0 && Batch.SessionsRemoved.Count == 0 && Batch.Audit.Count == 0 && Batch.IdempotencyKeys.Count == 0;
    }
}
