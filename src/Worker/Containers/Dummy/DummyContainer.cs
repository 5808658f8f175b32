using System.Text;

namespace Fleet.Worker.Containers.Dummy;

/// <summary>A container that only keeps its state. All members may be called from any thread.</summary>
internal sealed class DummyContainer(string id, ContainerSpec spec, DummyBehaviour behaviour, TimeProvider time)
{
    private const int KilledByKernel = 137;

    private readonly Lock _lock = new();
    private readonly string _id = id;
    private string _name = spec.Name;
    private ContainerPhase _phase = ContainerPhase.Created;
    private int _exitCode;
    private bool _killedByEngine;
    private DateTimeOffset? _startedAt;
    private DateTimeOffset? _finishedAt;
    private ITimer? _timer;
    private TaskCompletionSource? _ended;

    public ContainerSpec Spec { get; } = spec;

    public DummyBehaviour Behaviour { get; } = behaviour;

    public string Id => _id;

    public string Name
    {
        get
        {
            lock (_lock)
                return _name;
        }
        set
        {
            lock (_lock)
                _name = value;
        }
    }

    public ContainerState State
    {
        get
        {
            lock (_lock)
            {
                var exited = _phase == ContainerPhase.Exited;
                return new ContainerState
                {
                    Id = _id,
                    Name = _name,
                    Labels = Spec.Labels,
                    Phase = _phase,
                    ExitCode = exited ? _exitCode : null,
                    OomKilled = exited && Behaviour.OutOfMemory && _exitCode == KilledByKernel,
                    KilledByEngine = _killedByEngine,
                    StartedAt = _startedAt,
                    FinishedAt = _finishedAt,
                };
            }
        }
    }

    /// <summary>Ends when the container has ended or was removed.</summary>
    public Task Ended
    {
        get
        {
            lock (_lock)
                return _phase == ContainerPhase.Exited ? Task.CompletedTask : (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Starts it; nothing happens when it was started before.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (_phase != ContainerPhase.Created)
                return;
            _phase = ContainerPhase.Running;
            _startedAt = time.GetUtcNow();
            if (Behaviour.Duration > TimeSpan.Zero)
                _timer = time.CreateTimer(_ => EndByItself(), null, Behaviour.Duration, Timeout.InfiniteTimeSpan);
            else if (Behaviour.Duration == TimeSpan.Zero)
                EndByItself();
        }
    }

    /// <summary>Ends it with an exit code; nothing happens when it has not started or has ended.</summary>
    public void End(int exitCode, bool killedByEngine = false)
    {
        lock (_lock)
        {
            if (_phase != ContainerPhase.Running)
                return;
            _phase = ContainerPhase.Exited;
            _exitCode = exitCode;
            _killedByEngine = killedByEngine;
            _finishedAt = time.GetUtcNow();
            _timer?.Dispose();
            _ended?.TrySetResult();
        }
    }

    /// <summary>Lets go of whoever waits: it was removed.</summary>
    public void Removed()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _ended?.TrySetResult();
        }
    }

    /// <summary>Its output, one frame a line, one nanosecond apart.</summary>
    public IEnumerable<LogFrame> Output()
    {
        var nanos = ((State.StartedAt ?? time.GetUtcNow()).UtcTicks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
        foreach (var (stream, text) in ((string, string?)[])[("stderr", Behaviour.Logs), ("stdout", Behaviour.Result)])
        {
            for (var rest = text ?? ""; rest.Length > 0;)
            {
                var end = rest.IndexOf('\n', StringComparison.Ordinal) + 1;
                var line = end > 0 ? rest[..end] : rest;
                rest = rest[line.Length..];
                yield return new LogFrame(stream, nanos++, Encoding.UTF8.GetBytes(line));
            }
        }
    }

    private void EndByItself()
    {
        var dispatch = ContainerLabels.StampOf(Spec.Labels)?.Dispatch ?? int.MaxValue;
        if (dispatch <= Behaviour.EngineKills)
            End(KilledByKernel, killedByEngine: true);
        else
            End(Behaviour.OutOfMemory ? KilledByKernel : Behaviour.ExitCode);
    }
}
