using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Simulation;

/// <summary>The timers of one workflow, in the order in which they are due.</summary>
internal sealed class VirtualTimers
{
    private readonly Dictionary<TimerKey, DateTimeOffset> _due = [];
    private readonly PriorityQueue<TimerKey, (DateTimeOffset Due, int Ordinal, TimerKind Kind)> _queue = new();

    /// <summary>When the next one is due; null: there is none.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            while (_queue.TryPeek(out var key, out var at))
            {
                if (_due.TryGetValue(key, out var due) && due == at.Due)
                    return due;
                _queue.Dequeue(); // cleared or replaced since
            }

            return null;
        }
    }

    public void Set(TimerKey key, DateTimeOffset due)
    {
        _due[key] = due;
        _queue.Enqueue(key, (due, key.Ordinal, key.Kind));
    }

    public void Clear(TimerKey key) => _due.Remove(key);

    /// <summary>Takes the one that <see cref="Next"/> told of.</summary>
    public TimerKey Take()
    {
        var key = _queue.Dequeue();
        _due.Remove(key);
        return key;
    }
}
