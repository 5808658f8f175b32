using System.Diagnostics;

namespace Fleet.Throughput.Bench.Load;

/// <summary>One submitted workflow and when what was heard of it. Events come in on one thread.</summary>
/// <param name="submitted">When it was published.</param>
internal sealed class Ticket(long submitted)
{
    private readonly TaskCompletionSource<(string Phase, string Progress)> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> _starts = [];
    private long _replied;
    private long _ended;

    /// <summary>From the submission to the reply.</summary>
    public TimeSpan Reply => Stopwatch.GetElapsedTime(submitted, Volatile.Read(ref _replied));

    /// <summary>From the submission to the event of the end.</summary>
    public TimeSpan Total => Stopwatch.GetElapsedTime(submitted, Volatile.Read(ref _ended));

    /// <summary>Events of nodes that were heard.</summary>
    public int NodeEvents { get; private set; }

    /// <summary>From the submission to the event of the first start of a task; only with node events.</summary>
    public TimeSpan FirstStart => Stopwatch.GetElapsedTime(submitted, _starts[0]);

    /// <summary>Times from one start to the next; only with node events.</summary>
    public IEnumerable<TimeSpan> StartToStart => _starts.Skip(1).Zip(_starts, (later, earlier) => Stopwatch.GetElapsedTime(earlier, later));

    public void Replied()
    {
        Volatile.Write(ref _replied, Stopwatch.GetTimestamp());
        _accepted.TrySetResult();
    }

    public void Refused(string errors)
    {
        var refused = new InvalidOperationException("The submission was refused: " + errors);
        _finished.TrySetException(refused);
        _accepted.TrySetException(refused);
    }

    /// <summary>Waits for the reply.</summary>
    public Task AcceptedAsync(TimeSpan limit, CancellationToken cancellationToken) => _accepted.Task.WaitAsync(limit, cancellationToken);

    public void NodeStarted()
    {
        NodeEvents++;
        _starts.Add(Stopwatch.GetTimestamp());
    }

    public void NodeFinished() => NodeEvents++;

    public void Finished(string phase, string progress)
    {
        Volatile.Write(ref _ended, Stopwatch.GetTimestamp());
        _finished.TrySetResult((phase, progress));
    }

    /// <summary>Waits for the end, and for nothing else than success of exactly so many tasks.</summary>
    public async Task SucceededAsync(int tasks, TimeSpan limit, CancellationToken cancellationToken)
    {
        var (phase, progress) = await _finished.Task.WaitAsync(limit, cancellationToken);
        if (phase != "Succeeded" || progress != FormattableString.Invariant($"{tasks}/{tasks}"))
            throw new InvalidOperationException($"A workflow of {tasks} tasks ended as {phase} with {progress}.");
    }
}
