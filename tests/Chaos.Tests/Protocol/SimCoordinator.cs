using Fleet.Contracts;
using Fleet.Workflows.Dispatch;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>A coordinator process around the real dispatcher: takes messages, decides a group, commits, acknowledges, sends.</summary>
internal sealed class SimCoordinator(int index, SimWorld world)
{
    private static readonly DispatcherOptions Options = new() { MaxReissues = 10_000 };

    private readonly List<StandingAnswer> _answers = [];
    private readonly List<long> _sent = [];
    private TimeSpan _lostSince;

    public int Index { get; } = index;

    public bool Up { get; private set; } = true;

    public bool Paused { get; set; }

    /// <summary>Epoch it believes to lead; 0: none.</summary>
    public long Epoch { get; private set; }

    public Dispatcher? Dispatcher { get; private set; }

    /// <summary>Delivered and not acknowledged.</summary>
    public List<Envelope> Taken { get; } = [];

    /// <summary>Committed and not sent.</summary>
    public List<OutRow> Outbox { get; } = [];

    /// <summary>The next commit goes through, but is reported as failed.</summary>
    public bool CommitUnknown { get; set; }

    public bool Runs => Up && !Paused;

    public bool Leads => Runs && Epoch != 0;

    public bool IsLeader => Leads && Epoch == world.Store.Epoch;

    public void Start() => Up = true;

    public void Lead(long epoch)
    {
        Epoch = epoch;
        Load();
    }

    public void Die()
    {
        Up = Paused = false;
        Resign();
    }

    /// <summary>Drops all cached state; what was taken is delivered again.</summary>
    public void Resign()
    {
        world.Redeliver(Taken);
        Taken.Clear();
        Outbox.Clear();
        _answers.Clear();
        _sent.Clear();
        Dispatcher = null;
        Epoch = 0;
    }

    public void BrokerReturned()
    {
        if (Leads) Dispatcher!.BrokerReturned(world.Wall);
    }

    /// <summary>One second's work: time, leases, free slots. A leader whose epoch is over learns it within two.</summary>
    public void Tick()
    {
        if (!Leads) return;
        if (IsLeader || world.Mutation == Mutation.EpochUnchecked)
        {
            Decide([], d => d.Tick(world.Wall));
        }
        else if (_lostSince == default)
        {
            _lostSince = world.Now;
        }
        else if (world.Now - _lostSince > TimeSpan.FromSeconds(2))
        {
            _lostSince = default;
            Resign();
        }
    }

    public void Take(Envelope envelope)
    {
        world.Queue.Remove(envelope);
        Taken.Add(envelope);
    }

    public void Decide(IReadOnlyList<Envelope> messages) => Decide(messages, null);

    public void Send(OutRow row)
    {
        var worker = world.Workers[row.Worker];
        if (worker.QueueExists) world.SendTo(worker, row.Body);
        else if (world.Mutation == Mutation.UnroutableBlocks) return;
        Outbox.Remove(row);
        _sent.Add(row.Sequence);
    }

    /// <summary>What the outbox may send next: any row, or only its head when an unroutable one stays there.</summary>
    public IEnumerable<OutRow> Sendable => world.Mutation == Mutation.UnroutableBlocks ? Outbox.Take(1) : Outbox;

    private void Load()
    {
        var store = world.Store;
        Dispatcher = Dispatcher.Load(
            Epoch,
            store.Nodes.Values.Where(n => n.IsLive && n.Columns is not null).Select(n => new StoredTask(n.Key, n.Columns!)),
            [.. store.Sessions.Values],
            store.LastSession,
            world.Wall,
            Options);
        Outbox.Clear();
        Outbox.AddRange(store.Outbox.Values);
        _sent.Clear();
    }

    private void Decide(IReadOnlyList<Envelope> messages, Action<Dispatcher>? first)
    {
        var dispatcher = Dispatcher!;
        var group = new SimGroup(world);
        first?.Invoke(dispatcher);
        group.Collect(dispatcher, null);
        foreach (var answer in _answers) dispatcher.StandingKnown(answer.Stamp, answer.Standing, world.Wall);
        _answers.Clear();
        var decided = new List<Envelope>();
        foreach (var envelope in messages)
        {
            if (envelope.Body is LeaderProbe && !IsProbeNext(envelope, decided)) continue;
            Decide(dispatcher, envelope.Body, group);
            decided.Add(envelope);
        }

        dispatcher.Assign(world.Wall);
        group.Collect(dispatcher, null);
        var changes = dispatcher.TakeChanges();
        var rows = group.Commit(this, changes, _sent);
        if (rows is null)
        {
            Resign();
            return;
        }

        if (CommitUnknown)
        {
            // Everything is read anew; the group is decided again.
            CommitUnknown = false;
            Load();
            return;
        }

        _sent.Clear();
        Outbox.AddRange(rows);
        foreach (var envelope in decided) Taken.Remove(envelope);
        foreach (var asked in changes.Standings) _answers.Add(new StandingAnswer(asked.Stamp, world.StandingOf(asked.Stamp.Key)));
        if (changes.Probe is { } probe && world.BrokerUp) world.Publish(new LeaderProbe(probe.Epoch, probe.Number));
        if (changes.Strange.Count > 0) throw new ViolationException("STRANGE", changes.Strange[0].Reason);
    }

    /// <summary>Rule 3: a probe counts only when everything published before it is decided.</summary>
    private bool IsProbeNext(Envelope probe, List<Envelope> decided) =>
        world.Mutation == Mutation.ProbeOvertakes
        || (!world.Queue.Any(e => e.Sequence < probe.Sequence) && !world.Coordinators.Any(c => c.Taken.Any(e => e.Sequence < probe.Sequence && !decided.Contains(e))));

    private void Decide(Dispatcher dispatcher, object body, SimGroup group)
    {
        switch (body)
        {
            case WorkerHello hello: dispatcher.OnHello(Wire.In(hello), world.Wall); break;
            case WorkerBeat beat: dispatcher.OnBeat(Wire.In(beat), world.Wall); break;
            case LeaderProbe probe: dispatcher.ProbeReturned(new Probe(probe.Epoch, probe.Number), world.Wall); break;
            case ReadyCommand ready: if (world.Store.Nodes[ready.Key].IsLive && !group.Ends(ready.Key)) dispatcher.TaskReady(ready.Key, TaskNeeds.None, world.Wall); break;
            case StopCommand stop: dispatcher.StopTask(stop.Key, "a user said so", world.Wall); break;
            case DeleteCommand delete:
                dispatcher.DropWorkflow(delete.Key.Workflow, world.Wall);
                group.Delete(delete.Key);
                break;
            case WorkerReport report:
                foreach (var item in Wire.In(report))
                {
                    dispatcher.OnReport(item, world.Wall);
                    group.Collect(dispatcher, item);
                }

                break;
        }

        group.Collect(dispatcher, null);
    }
}
