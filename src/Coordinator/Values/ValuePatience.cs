using System.Collections.Concurrent;
using System.Globalization;
using Fleet.Contracts;

namespace Fleet.Coordinator.Values;

/// <summary>How long tasks wait for a store that does not answer, over all calls that are made for one.</summary>
/// <param name="patience">How long each may.</param>
/// <param name="time">Time.</param>
internal sealed class ValuePatience(TimeSpan patience, TimeProvider time)
{
    // Of deleted workflows some are never ended.
    private const int Many = 1000;

    private readonly ConcurrentDictionary<TaskStamp, (long Since, Guid By)> _waiting = new();

    /// <summary>A call for a task begins.</summary>
    /// <param name="stamp">The task.</param>
    /// <param name="by">What it is made by; the same for one that is repeated.</param>
    public void Begin(TaskStamp stamp, Guid by)
    {
        if (_waiting.Count > Many)
        {
            foreach (var (old, entry) in _waiting)
                if (time.GetElapsedTime(entry.Since) > patience + patience + TimeSpan.FromHours(1)) _waiting.TryRemove(old, out _);
        }

        _waiting.TryAdd(stamp, (time.GetTimestamp(), by));
    }

    /// <summary>It was answered.</summary>
    public void End(TaskStamp stamp) => _waiting.TryRemove(stamp, out _);

    /// <summary>It has waited for long enough, and this is not the first call.</summary>
    public bool IsOver(TaskStamp stamp, Guid by) => _waiting.TryGetValue(stamp, out var entry) && entry.By != by && time.GetElapsedTime(entry.Since) >= patience;

    /// <summary>What its user is told then.</summary>
    public string Sentence(string problem) => string.Create(CultureInfo.InvariantCulture, $"{problem} (asked again for {patience.TotalSeconds:0} s)");
}
