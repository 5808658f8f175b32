using System.Collections.Concurrent;
using Fleet.Contracts;

namespace Fleet.Coordinator.Tests.Runs;

/// <summary>A worker that does each task at once (or when told), and keeps a ledger of what it started.</summary>
internal sealed class FakeWorker
{
    private readonly Lock _gate = new();
    private readonly FakeBroker _broker;
    private readonly int _slots;
    private readonly Guid _boot = Guid.NewGuid();
    private readonly Dictionary<TaskStamp, bool> _held = [];
    private readonly HashSet<TaskStamp> _seen = [];
    private long _session;
    private long _beat;

    public FakeWorker(FakeBroker broker, string id, int slots)
    {
        _broker = broker;
        Id = id;
        _slots = slots;
        broker.Add(this);
    }

    public string Id { get; }

    /// <summary>Tasks end as soon as they start; off: <see cref="FinishAll"/> ends them.</summary>
    public bool Instant { get; init; } = true;

    /// <summary>Every container that was started.</summary>
    public ConcurrentQueue<TaskReady> Started { get; } = [];

    public int Settled;

    /// <summary>How its tasks end.</summary>
    public int ExitCode { get; set; }

    /// <summary>Claims that have volumes on its engine, as it says.</summary>
    public IReadOnlyList<string> Claims { get; set; } = [];

    /// <summary>Claims whose volumes it was to remove.</summary>
    public ConcurrentQueue<string> RemovedClaims { get; } = [];

    /// <summary>Groups of kept containers on its engine, as it says.</summary>
    public IReadOnlyList<string> Kept { get; set; } = [];

    /// <summary>Groups whose kept containers it was to remove.</summary>
    public ConcurrentQueue<string> RemovedKept { get; } = [];

    /// <summary>The last beat that was confirmed.</summary>
    public long Confirmed;

    public int MostHeld { get; private set; }

    /// <summary>What it holds.</summary>
    public TaskStamp[] Holding
    {
        get
        {
            lock (_gate) return [.. _held.Keys];
        }
    }

    public void Hello() => _broker.ToLeader(new WorkerHello
    {
        WorkerId = Id,
        Boot = _boot,
        Number = 1,
        Engine = "engine-" + Id,
        HostName = "host-" + Id,
        Slots = _slots,
        Cpu = 4,
        Memory = 1L << 32,
        Runtime = "dummy",
        Version = "test",
    });

    public void Beat()
    {
        lock (_gate)
            if (_session != 0) _broker.ToLeader(new WorkerBeat { WorkerId = Id, Session = _session, Number = ++_beat, Held = [.. _held.Keys], Claims = Claims, Kept = Kept });
    }

    public void Receive(object message)
    {
        switch (message)
        {
            case WorkerWelcome welcome when welcome.Boot == _boot:
                lock (_gate) _session = welcome.Session;
                Beat();
                break;
            case WorkerOrders orders:
                Take(orders);
                break;
        }
    }

    /// <summary>It holds something that this leader did not give it.</summary>
    public void Hold(TaskStamp stamp)
    {
        lock (_gate) _held[stamp] = false;
    }

    /// <summary>Ends everything it holds.</summary>
    public void FinishAll()
    {
        TaskStamp[] running;
        lock (_gate) running = [.. _held.Where(task => !task.Value).Select(task => task.Key)];
        if (running.Length > 0) Finish(running);
    }

    /// <summary>Reports again what is ended and not settled.</summary>
    public void Repeat()
    {
        TaskStamp[] ended;
        lock (_gate) ended = [.. _held.Where(task => task.Value).Select(task => task.Key)];
        if (ended.Length > 0) Finish(ended);
    }

    private void Take(WorkerOrders orders)
    {
        foreach (var claim in orders.RemoveClaims) RemovedClaims.Enqueue(claim);
        foreach (var kept in orders.RemoveKept) RemovedKept.Enqueue(kept);
        if (orders.Beat is { } beat) Confirmed = beat.Number;
        var fresh = new List<TaskStamp>();
        lock (_gate)
        {
            foreach (var settled in orders.Settle)
                if (_held.Remove(settled)) Settled++;
            if (orders.Session != _session) return;
            foreach (var task in orders.Ready)
            {
                if (!_seen.Add(task.Stamp)) continue;
                _held[task.Stamp] = false;
                Started.Enqueue(task);
                fresh.Add(task.Stamp);
            }
            MostHeld = Math.Max(MostHeld, _held.Count(task => !task.Value));
        }
        if (fresh.Count > 0 && Instant) Finish([.. fresh]);
    }

    private void Finish(TaskStamp[] stamps)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        lock (_gate)
            foreach (var stamp in stamps) _held[stamp] = true;
        _broker.ToLeader(new WorkerReport
        {
            WorkerId = Id,
            Session = _session,
            Started = [.. stamps.Select(stamp => new TaskStarted { Stamp = stamp, At = now })],
            Finished = [.. stamps.Select(stamp => new TaskFinished { Stamp = stamp, End = TaskEnd.Exited, FinishedAt = now, Containers = [new ContainerResult { Name = "main", ExitCode = ExitCode }] })],
        });
    }
}
