namespace Fleet.Workflows.Dispatch;

/// <summary>Ready tasks that wait for a moment, earliest first.</summary>
internal sealed class DelayedTasks
{
    private readonly SortedSet<LiveTask> _tasks = new(Comparer<LiveTask>.Create(static (x, y) =>
    {
        var order = x.NotBefore.CompareTo(y.NotBefore);
        return order != 0 ? order : x.Arrival.CompareTo(y.Arrival);
    }));

    public int Count => _tasks.Count;

    public void Add(LiveTask task)
    {
        task.Delayed = true;
        _tasks.Add(task);
    }

    public void Remove(LiveTask task)
    {
        if (!task.Delayed) return;
        _tasks.Remove(task);
        task.Delayed = false;
    }

    public bool TryTakeDue(DateTimeOffset now, out LiveTask task)
    {
        task = _tasks.Min!;
        if (task is null || task.NotBefore > now) return false;
        Remove(task);
        return true;
    }
}
