using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>Engine calls in flight, and removals: a dispatch is removed only when none of its calls is under way.</summary>
internal sealed class EngineCalls
{
    private readonly Dictionary<TaskStamp, int> _inFlight = [];
    private readonly HashSet<TaskStamp> _removing = [];
    private readonly HashSet<TaskStamp> _removeLater = [];

    /// <summary>No create and no start is in flight.</summary>
    public bool NoneInFlight => _inFlight.Count == 0;

    /// <summary>Nothing is being removed.</summary>
    public bool NothingToRemove => _removing.Count == 0;

    public bool IsRemoving(TaskStamp stamp) => _removing.Contains(stamp);

    public EngineCall Begin(HeldTask task)
    {
        _inFlight[task.Stamp] = _inFlight.GetValueOrDefault(task.Stamp) + 1;
        return new EngineCall(task);
    }

    /// <summary>A call is over.</summary>
    /// <returns>True: its dispatch waits to be removed, which may happen now.</returns>
    public bool End(EngineCall call)
    {
        if (call.Ended) return false;
        call.Ended = true;
        var stamp = call.Task.Stamp;
        var left = _inFlight[stamp] - 1;
        if (left > 0) _inFlight[stamp] = left;
        else _inFlight.Remove(stamp);
        return left == 0 && _removeLater.Remove(stamp);
    }

    /// <summary>A dispatch is to be removed.</summary>
    /// <returns>True: at once. False: it is under way already, or waits for a call.</returns>
    public bool BeginRemove(TaskStamp stamp)
    {
        if (!_removing.Add(stamp)) return false;
        if (!_inFlight.ContainsKey(stamp)) return true;
        _removeLater.Add(stamp);
        return false;
    }

    public void EndRemove(TaskStamp stamp) => _removing.Remove(stamp);
}
