using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Timers;

/// <summary>The timers of a scope in memory, by due time. The rows in the store are the truth; this is how the leader finds the next one. Touched by the run loop only.</summary>
internal sealed class TimerQueue
{
    private readonly Dictionary<Guid, Dictionary<TimerKey, DateTimeOffset>> _due = [];
    private PriorityQueue<(Guid Workflow, TimerKey Key, DateTimeOffset Due), DateTimeOffset> _queue = new();
    private int _count;

    /// <summary>When the next timer is due; null: there is none.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            DropStale();
            return _queue.TryPeek(out _, out var due) ? due : null;
        }
    }

    public int Count => _count;

    public void Reset(IEnumerable<TimerRow> rows)
    {
        _due.Clear();
        _queue.Clear();
        _count = 0;
        foreach (var row in rows) Set(row.Workflow, row.Key, row.Due);
    }

    public void Set(Guid workflow, TimerKey key, DateTimeOffset due)
    {
        if (!_due.TryGetValue(workflow, out var timers)) _due[workflow] = timers = [];
        if (!timers.ContainsKey(key)) _count++;
        timers[key] = due;
        _queue.Enqueue((workflow, key, due), due);
        if (_queue.Count > 1024 && _queue.Count > 4 * _count) Rebuild();
    }

    public void Clear(Guid workflow, TimerKey key)
    {
        if (!_due.TryGetValue(workflow, out var timers) || !timers.Remove(key)) return;
        _count--;
        if (timers.Count == 0) _due.Remove(workflow);
    }

    public void Forget(Guid workflow)
    {
        if (_due.Remove(workflow, out var timers)) _count -= timers.Count;
    }

    public IReadOnlyCollection<TimerKey> Of(Guid workflow) => _due.TryGetValue(workflow, out var timers) ? timers.Keys : [];

    /// <summary>Is the timer set for just that time? A fired one may have been cleared or moved meanwhile.</summary>
    public bool IsSet(Guid workflow, TimerKey key, DateTimeOffset due) =>
        _due.TryGetValue(workflow, out var timers) && timers.TryGetValue(key, out var set) && set == due;

    /// <summary>Takes what is due. A taken timer stays set until its firing is committed; should that fail, <see cref="Reset"/> brings it back.</summary>
    public List<(Guid Workflow, TimerKey Key, DateTimeOffset Due)> TakeDue(DateTimeOffset now, int limit)
    {
        var taken = new List<(Guid, TimerKey, DateTimeOffset)>();
        while (taken.Count < limit && Next <= now) taken.Add(_queue.Dequeue());
        return taken;
    }

    private void DropStale()
    {
        while (_queue.TryPeek(out var top, out _) && !IsSet(top.Workflow, top.Key, top.Due)) _queue.Dequeue();
    }

    private void Rebuild() =>
        _queue = new PriorityQueue<(Guid, TimerKey, DateTimeOffset), DateTimeOffset>(
            _due.SelectMany(workflow => workflow.Value, (workflow, timer) => ((workflow.Key, timer.Key, timer.Value), timer.Value)));
}
