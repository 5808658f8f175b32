using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>What a group of decisions came to, until it is committed. What is checked here is checked against the truth of the containers.</summary>
internal sealed class SimGroup(SimWorld world)
{
    private readonly List<(DispatchStamp Stamp, TaskOutcome? Outcome)> _ends = [];
    private readonly List<(DispatchStamp Stamp, string Why)> _losses = [];
    private readonly List<DispatchStamp> _assigned = [];
    private readonly List<TaskKey> _deleted = [];

    public void Delete(TaskKey key) => _deleted.Add(key);

    /// <summary>A task ends with this group. The engine makes no node Ready twice.</summary>
    public bool Ends(TaskKey key) => _deleted.Contains(key) || _ends.Exists(e => e.Stamp.Key == key);

    /// <summary>Takes the events that a report item, or something else (null), has led to.</summary>
    public void Collect(Dispatcher dispatcher, ReportItem? cause)
    {
        foreach (var (workflow, happened) in dispatcher.TakeEvents())
        {
            switch (happened)
            {
                case TaskEnded e: _ends.Add((new DispatchStamp(workflow, e.Ordinal, e.Dispatch), e.Outcome)); break;
                case TaskStopped e: _ends.Add((new DispatchStamp(workflow, e.Ordinal, 0), null)); break;
                case TaskLost e: _losses.Add((new DispatchStamp(workflow, e.Ordinal, e.Dispatch), cause is GivenUp g ? g.Kind.ToString() : SafetyChecks.EngineLost)); break;
                case TaskAssigned e: _assigned.Add(new DispatchStamp(workflow, e.Ordinal, e.Dispatch)); break;
            }
        }
    }

    /// <summary>Writes it, if the epoch is still the writer's.</summary>
    /// <returns>The new outbox rows; null: refused.</returns>
    public IReadOnlyList<OutRow>? Commit(SimCoordinator writer, DispatchChanges changes, IReadOnlyList<long> sent)
    {
        var store = world.Store;
        if (writer.Epoch != store.Epoch && world.Mutation != Mutation.EpochUnchecked) return null;
        foreach (var (stamp, outcome) in _ends) world.Checks.Ended(stamp, outcome);
        foreach (var key in _deleted) store.Nodes[key].Deleted = true;
        foreach (var (stamp, why) in _losses) world.Checks.Lost(stamp, why);
        foreach (var stamp in _assigned) world.Checks.Assigned(stamp);
        foreach (var (key, columns) in changes.Tasks) store.Nodes[key].Columns = columns;
        foreach (var (session, columns) in changes.Sessions)
        {
            store.LastSession = Math.Max(store.LastSession, session);
            if (columns is null) store.Sessions.Remove(session);
            else store.Sessions[session] = columns;
        }

        foreach (var row in sent) store.Outbox.Remove(row);
        var rows = changes.Messages.Select(m => new OutRow(++store.LastRow, world.WorkerOf(m.WorkerId), Wire.Out(m), world.Now)).ToList();
        foreach (var row in rows) store.Outbox.Add(row.Sequence, row);
        return rows;
    }
}
