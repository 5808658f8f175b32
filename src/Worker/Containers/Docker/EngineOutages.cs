namespace Fleet.Worker.Containers.Docker;

/// <summary>
/// Remembers when the engine did not answer. A container that ended in such a time was, unless the engine has live-restore, ended by the engine itself:
/// its daemon stops or kills its containers when it goes down or comes up again, and the exit code says nothing about the task.
/// </summary>
internal sealed class EngineOutages(TimeProvider time)
{
    private const int Kept = 16;

    // The daemon closes its socket a moment before it stops the containers, and may still reap some right after it answers again.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<(DateTimeOffset From, DateTimeOffset To)> _past = new();
    private DateTimeOffset _lastAnswer = time.GetUtcNow();
    private DateTimeOffset? _since;

    /// <summary>The engine answered.</summary>
    public void Answered()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            _lastAnswer = now;
            if (_since is not { } since)
                return;
            _since = null;
            _past.Enqueue((since, now));
            if (_past.Count > Kept)
                _past.Dequeue();
        }
    }

    /// <summary>The engine did not answer.</summary>
    public void Silent()
    {
        lock (_lock)
            _since ??= _lastAnswer;
    }

    /// <summary>Did the engine not answer at that moment?</summary>
    public bool Covers(DateTimeOffset moment)
    {
        lock (_lock)
        {
            foreach (var (from, to) in _past)
            {
                if (moment >= from - Margin && moment <= to + Margin)
                    return true;
            }
            return _since is { } since && moment >= since - Margin;
        }
    }
}
