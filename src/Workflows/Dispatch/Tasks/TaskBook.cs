using System.Diagnostics.CodeAnalysis;

namespace Fleet.Workflows.Dispatch;

/// <summary>All live tasks, and which ones ended lately.</summary>
internal sealed class TaskBook
{
    private const int EndedRemembered = 65_536;

    private readonly Dictionary<Guid, Dictionary<int, LiveTask>> _byWorkflow = [];
    private readonly BoundedMap<TaskKey, int> _ended = new(EndedRemembered);
    private long _lastArrival;

    /// <summary>The next place in the order of arrival.</summary>
    public long NextArrival() => ++_lastArrival;

    public bool TryFind(TaskKey key, [NotNullWhen(true)] out LiveTask? task)
    {
        task = null;
        return _byWorkflow.TryGetValue(key.Workflow, out var tasks) && tasks.TryGetValue(key.Ordinal, out task);
    }

    public void Add(LiveTask task)
    {
        if (!_byWorkflow.TryGetValue(task.Key.Workflow, out var tasks)) _byWorkflow.Add(task.Key.Workflow, tasks = []);
        tasks.Add(task.Key.Ordinal, task);
        _lastArrival = Math.Max(_lastArrival, task.Arrival);
    }

    public void Remove(LiveTask task)
    {
        var tasks = _byWorkflow[task.Key.Workflow];
        tasks.Remove(task.Key.Ordinal);
        if (tasks.Count == 0) _byWorkflow.Remove(task.Key.Workflow);
        _ended.Set(task.Key, task.Dispatch);
    }

    public IReadOnlyCollection<LiveTask> Of(Guid workflow) => _byWorkflow.TryGetValue(workflow, out var tasks) ? [.. tasks.Values] : [];

    /// <summary>The last dispatch of a task that ended lately.</summary>
    public bool TryFindEnded(TaskKey key, out int dispatch) => _ended.TryGet(key, out dispatch);
}
