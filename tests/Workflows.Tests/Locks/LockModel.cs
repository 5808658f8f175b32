using Fleet.Workflows.Engine;
using Fleet.Workflows.Locks;

namespace Fleet.Workflows.Tests.Locks;

/// <summary>A lock manager under random requests, with what an onlooker knows: who asked, who was told that they hold.</summary>
internal sealed class LockModel(int seed, LockModel.Loading loading = LockModel.Loading.Never)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private readonly Random _random = new(seed);
    private readonly Dictionary<LockHolder, LockColumns> _rows = [];
    private readonly Dictionary<LockName, int> _limits = new()
    {
        [new LockName(LockKind.ConfigMap, "ns", "cm", "a")] = 2,
        [new LockName(LockKind.ConfigMap, "ns", "cm", "b")] = 3,
        [new LockName(LockKind.Database, "ns", "m")] = 1,
    };

    private readonly LockName[] _names =
    [
        new(LockKind.Mutex, "ns", "m"), new(LockKind.Mutex, "ns", "n"), new(LockKind.DatabaseMutex, "ns", "m"),
        new(LockKind.ConfigMap, "ns", "cm", "a"), new(LockKind.ConfigMap, "ns", "cm", "b"), new(LockKind.Database, "ns", "m"),
    ];

    private DateTimeOffset _now = Start;
    private int _ticket;

    public enum Loading
    {
        Never,
        Always,
    }

    public LockManager Locks { get; private set; } = new();

    /// <summary>What was told, in order.</summary>
    public List<string> Told { get; } = [];

    public Dictionary<LockHolder, LockRequest> Holding { get; } = [];

    public Dictionary<LockHolder, (int Ticket, LockRequest Request)> Waiting { get; } = [];

    public int LimitOf(LockName name) => name.IsMutex ? 1 : _limits[name];

    public IReadOnlyList<LockName> Names => _names;

    /// <summary>The next random change.</summary>
    /// <param name="doubled">Do it twice.</param>
    public void Step(bool doubled = false)
    {
        _now += TimeSpan.FromSeconds(1);
        if (loading == Loading.Always) Reload();
        switch (_random.Next(10))
        {
            case < 5: Acquire(doubled); break;
            case < 8: Release(doubled); break;
            case 8: SetLimit(); break;
            default: Drop(); break;
        }
    }

    /// <summary>Everybody lets go, one after another, in the order in which they got their locks.</summary>
    public void Drain()
    {
        for (var left = 10_000; Holding.Count > 0; left--)
        {
            Assert.True(left > 0, "it does not end");
            Release(Holding.Keys.First());
        }
    }

    public void Reload()
    {
        Locks = LockManager.Load(_rows.Values.Reverse());
        foreach (var name in Locks.Semaphores) Locks.SetLimit(name, new LockLimit(_limits[name]), _now);
        Locks.Continue(_now);
        Follow();
    }

    /// <summary>All rows, as text.</summary>
    public string Rows() => string.Join('\n', _rows.Values.OrderBy(row => row.Holder.Workflow).ThenBy(row => row.Holder.Ordinal).Select(row => $"{row.Holder} {Convert.ToHexString(row.Body.Span)}"));

    private void Acquire(bool doubled)
    {
        var workflow = _random.Next(6);
        var holder = new LockHolder(new Guid(workflow + 1, 0, 0, new byte[8]), _random.Next(-1, 5));
        var locks = _names.OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)).ToArray();
        if (Holding.ContainsKey(holder) || Waiting.ContainsKey(holder)) return;
        var request = new LockRequest
        {
            Locks = locks,
            Holder = $"ns/wf-{workflow}",
            Node = $"wf-{workflow}",
            Priority = workflow % 3,
            CreatedAt = Start.AddMinutes(workflow / 3),
        };
        Waiting[holder] = (++_ticket, request);
        for (var times = doubled ? 2 : 1; times > 0; times--)
        {
            Locks.Acquire(holder, Waiting.TryGetValue(holder, out var waiting) ? waiting.Ticket : _ticket, request, [.. locks.Select(name => new LockLimit(LimitOf(name)))], _now);
            Follow();
        }
    }

    private void Release(bool doubled)
    {
        var all = Holding.Keys.Concat(Waiting.Keys).OrderBy(holder => holder.Workflow).ThenBy(holder => holder.Ordinal).ToArray();
        if (all.Length == 0) return;
        var holder = all[_random.Next(all.Length)];
        Release(holder);
        if (doubled) Release(holder);
    }

    private void Release(LockHolder holder)
    {
        Holding.Remove(holder);
        Waiting.Remove(holder);
        Locks.Release(holder, _now);
        Follow();
    }

    private void SetLimit()
    {
        var name = _limits.Keys.ElementAt(_random.Next(_limits.Count));
        _limits[name] = _random.Next(1, 4);
        Locks.SetLimit(name, new LockLimit(_limits[name]), _now);
        Follow();
    }

    private void Drop()
    {
        var workflow = new Guid(_random.Next(6) + 1, 0, 0, new byte[8]);
        foreach (var holder in Holding.Keys.Concat(Waiting.Keys).Where(holder => holder.Workflow == workflow).ToArray())
        {
            Holding.Remove(holder);
            Waiting.Remove(holder);
        }

        Locks.DropWorkflow(workflow, _now);
        Follow();
    }

    private void Follow()
    {
        foreach (var feed in Locks.TakeEvents())
        {
            switch (feed.Event)
            {
                case LocksGranted granted:
                    var holder = new LockHolder(feed.Workflow, granted.Ordinal);
                    if (Waiting.Remove(holder, out var waiting))
                    {
                        Assert.Equal(waiting.Ticket, granted.Ticket);
                        Holding.Add(holder, waiting.Request);
                        Told.Add($"{holder} holds");
                    }

                    break;
                case LocksRefused refused: Assert.Fail(refused.Message); break;
            }
        }

        foreach (var change in Locks.TakeChanges())
        {
            if (change.Columns is null) _rows.Remove(change.Holder);
            else _rows[change.Holder] = change.Columns;
        }
    }
}
