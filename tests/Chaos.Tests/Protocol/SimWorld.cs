using Fleet.Contracts;
using Fleet.Worker.Protocol;
using Fleet.Workflows.Dispatch;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>Store, broker, coordinators, workers and engines. Nothing in it is random: what happens is chosen from outside, and the same choices give the same world.</summary>
internal sealed class SimWorld
{
    private static readonly DateTimeOffset Origin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    private TimeSpan _longestBacklog;
    private TimeSpan _longestWait;
    private long _sequence;
    private long _forgedIssue = 1_000_000;

    /// <param name="config">What it is made of.</param>
    /// <param name="mutation">The rule that is not kept.</param>
    /// <param name="longestBacklog">How long a message to the leader waits at most.</param>
    /// <param name="longestWait">How long a message to a worker waits at most; null: 3 s.</param>
    public SimWorld(SimConfig config, Mutation mutation, TimeSpan longestBacklog, TimeSpan? longestWait = null)
    {
        Config = config;
        Mutation = mutation;
        _longestBacklog = longestBacklog;
        _longestWait = longestWait ?? TimeSpan.FromSeconds(3);
        Checks = new SafetyChecks(this);
        Budget = new Dictionary<Fault, int>(config.Faults);
        Engines = [.. Enumerable.Range(0, config.Workers.Max() + 1).Select(i => new SimEngine(i, this))];
        Coordinators = [.. Enumerable.Range(0, config.Coordinators).Select(i => new SimCoordinator(i, this))];
        for (var i = 0; i < config.Tasks; i++)
        {
            var key = new TaskKey(Id(10 + i), 1);
            Store.Nodes.Add(key, new SimNode(key));
            Publish(new ReadyCommand(key));
        }

        Coordinators[0].Lead(1);
        Workers = [.. config.Workers.Select((engine, i) => new SimWorker(i, Engines[engine], this))];
        NoteHealth();
    }

    public SimConfig Config { get; }

    public Mutation Mutation { get; }

    public SafetyChecks Checks { get; }

    public SimStore Store { get; } = new();

    public IReadOnlyList<SimEngine> Engines { get; }

    public IReadOnlyList<SimCoordinator> Coordinators { get; }

    public IReadOnlyList<SimWorker> Workers { get; } = [];

    /// <summary>Faults left.</summary>
    public Dictionary<Fault, int> Budget { get; }

    /// <summary><c>fleet.coordinator</c>.</summary>
    public List<Envelope> Queue { get; } = [];

    /// <summary>Something is put in a worker's queue.</summary>
    public event Action<Envelope>? Sent;

    public bool BrokerUp { get; private set; } = true;

    public TimeSpan Now { get; private set; }

    public DateTimeOffset Wall => Origin + Now;

    public Moment Moment => new(Wall, Now);

    /// <summary>Everything is over and cleared away.</summary>
    public bool IsDone => Store.Nodes.Values.All(n => !n.IsLive) && Engines.All(e => e.Containers.Count == 0) && Workers.All(w => w.Gone || (w.Up && w.Machine.Held.Count == 0));

    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    public void Publish(object message) => Queue.Add(Wrap(message));

    public Envelope Wrap(object body) => new(++_sequence, body, Now);

    /// <summary>Puts a message in a worker's queue.</summary>
    public void SendTo(SimWorker worker, object body)
    {
        var envelope = Wrap(body);
        worker.Inbox.Add(envelope);
        Sent?.Invoke(envelope);
    }

    /// <summary>What a consumer had and did not acknowledge comes back in its place.</summary>
    public void Redeliver(IEnumerable<Envelope> messages)
    {
        foreach (var message in messages)
        {
            if (Mutation == Mutation.AcknowledgeEarly || Queue.Contains(message)) continue;
            var place = Queue.FindIndex(e => e.Sequence > message.Sequence);
            Queue.Insert(place < 0 ? Queue.Count : place, message);
        }
    }

    public int WorkerOf(string id) => int.Parse(id[1..]);

    public TaskStanding StandingOf(TaskKey key) =>
        !Store.Nodes.TryGetValue(key, out var node) ? TaskStanding.Unknown : node.Deleted ? TaskStanding.Deleted : TaskStanding.Ended;

    public WorkerWelcome Forge(WorkerWelcome welcome, SimWorker worker)
    {
        foreach (var number in Enumerable.Range(1, 20))
        {
            worker.Machine.OnWelcome(welcome with { Boot = Id(1000 + (worker.Index * 100) + worker.Boots), Number = number }, Moment);
        }

        return welcome;
    }

    public WorkerOrders Forge(WorkerOrders orders, SimWorker worker)
    {
        if (Mutation == Mutation.OrdersOfAnySession && worker.Machine.Session != 0) orders = orders with { Session = worker.Machine.Session, Beat = null };
        if (Mutation == Mutation.RepeatedOrdersLookNew) orders = orders with { Ready = [.. orders.Ready.Select(r => r with { Issue = ++_forgedIssue })] };
        if (Mutation == Mutation.AdoptAsReady) orders = orders with { Ready = [.. orders.Ready, .. orders.Adopt.Select(a => a.Task)], Adopt = [] };
        return orders;
    }

    /// <summary>From now on nothing waits long: the faults are over.</summary>
    public void Hasten() => _longestBacklog = _longestWait = TimeSpan.FromSeconds(1);

    /// <summary>Lets time pass, in slices. Who is well gets his turn in each; what has waited too long is done.</summary>
    public void Pass(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Slice)
        {
            Now += left < Slice ? left : Slice;
            NoteHealth();
            foreach (var worker in Workers) if (worker.Runs && Now - worker.LastTurn >= Slice) DoOverdue(worker);
            foreach (var coordinator in Coordinators) if (coordinator.Leads && BrokerUp) DoOverdue(coordinator);
        }
    }

    public void NoteHealth()
    {
        foreach (var worker in Workers) worker.NoteHealth();
    }

    /// <summary>A running container exits.</summary>
    public void Exit(SimEngine engine, SimContainer container, int code)
    {
        engine.Exit(container, code);
        Checks.Exited(container);
    }

    public void BreakBroker()
    {
        BrokerUp = false;
        foreach (var coordinator in Coordinators) Redeliver(coordinator.Taken);
    }

    public void MendBroker()
    {
        BrokerUp = true;
        foreach (var coordinator in Coordinators) coordinator.BrokerReturned();
        foreach (var worker in Workers) if (worker.Connected) worker.BrokerReturned();
    }

    public void LoseHost(SimEngine engine)
    {
        engine.Up = false;
        engine.Containers.Clear();
        engine.Requests.Clear();
        foreach (var worker in Workers) if (worker.Engine == engine) worker.KillForEver();
    }

    private void DoOverdue(SimWorker worker)
    {
        worker.LastTurn = Now;
        if (worker.Connected)
            foreach (var envelope in worker.Inbox.Where(e => Now - e.At > _longestWait).ToArray()) worker.Receive(envelope);
        if (Config.NothingStartsTwice)
            foreach (var task in worker.Tasks.Where(t => t.IsSlow).ToArray()) worker.EndCall(task);
        if (worker.Inventory is { } inventory && Now - inventory.At > Slice) worker.HandInInventory();
        worker.Tick();
    }

    private void DoOverdue(SimCoordinator coordinator)
    {
        coordinator.Tick();
        foreach (var row in coordinator.Sendable.Where(r => Now - r.At > _longestWait).ToArray()) coordinator.Send(row);
        if (!coordinator.IsLeader) return;
        foreach (var envelope in Queue.Where(e => Now - e.At > _longestBacklog).ToArray()) coordinator.Take(envelope);
        var overdue = coordinator.Taken.Where(e => Now - e.At > _longestBacklog).ToArray();
        if (overdue.Length > 0) coordinator.Decide(overdue);
    }
}
