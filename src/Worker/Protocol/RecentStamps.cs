using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>A set of dispatches that forgets its oldest.</summary>
internal sealed class RecentStamps(int capacity)
{
    private readonly HashSet<TaskStamp> _stamps = [];
    private readonly Queue<TaskStamp> _order = [];

    public void Add(TaskStamp stamp)
    {
        if (!_stamps.Add(stamp)) return;
        _order.Enqueue(stamp);
        if (_order.Count > capacity) _stamps.Remove(_order.Dequeue());
    }

    public bool Contains(TaskStamp stamp) => _stamps.Contains(stamp);
}
