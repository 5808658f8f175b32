using Fleet.Contracts;
using Fleet.Worker.Protocol;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>A worker process around the real machine: executor, queue, connection, and ways to die.</summary>
internal sealed class SimWorker
{
    public SimWorker(int index, SimEngine engine, SimWorld world)
    {
        Index = index;
        Engine = engine;
        World = world;
        Boot();
    }

    public int Index { get; }

    /// <summary>Processes so far.</summary>
    public int Boots { get; private set; }

    public string Id => $"w{Index}";

    public SimEngine Engine { get; }

    public SimWorld World { get; }

    public WorkerProtocol Machine { get; private set; } = null!;

    public List<SimTask> Tasks { get; } = [];

    public List<TaskStamp> Removals { get; } = [];

    /// <summary>What the engine listed when a beat was due, not handed in yet.</summary>
    public (TaskStamp[] Stamps, TimeSpan At)? Inventory { get; private set; }

    public bool Up { get; private set; }

    public bool Paused { get; set; }

    /// <summary>When it last did what was overdue. A process that wakes goes on where it was, before its timers fire.</summary>
    public TimeSpan LastTurn { get; set; }

    public bool CutOff { get; set; }

    public bool Gone { get; private set; }

    public bool QueueExists { get; private set; }

    public bool LoseNextConfirm { get; set; }

    public List<Envelope> Inbox { get; } = [];

    /// <summary>Since when it has been able to speak; null: it is not.</summary>
    public TimeSpan? WellSince { get; private set; }

    public Moment Now => World.Moment;

    public bool Runs => Up && !Paused && Engine.Up;

    public bool Connected => Up && !Paused && !CutOff && World.BrokerUp;

    public void Boot()
    {
        Boots++;
        Up = true;
        Paused = CutOff = LoseNextConfirm = false;
        Machine = new WorkerProtocol(new WorkerIdentity
        {
            WorkerId = Id,
            Boot = SimWorld.Id(1000 + (Index * 100) + Boots),
            Engine = $"e{Engine.Index}",
            HostName = $"host{Engine.Index}",
            Slots = World.Config.Slots,
            Cpu = 8,
            Memory = 1L << 33,
            Runtime = "dummy",
            Version = "0",
        });
        Machine.Begin(Now);
        CarryOut();
    }

    /// <summary>The process dies: what it has sent to the engine is carried out all the same.</summary>
    public void Kill()
    {
        Up = Paused = CutOff = false;
        Tasks.Clear();
        Removals.Clear();
        Inventory = null;
    }

    public void KillForEver()
    {
        Kill();
        Gone = true;
        Inbox.Clear();
        QueueExists = false;
    }

    public void ExpireQueue()
    {
        QueueExists = false;
        Inbox.Clear();
    }

    public void NoteHealth()
    {
        if (!Connected || !Engine.Up || Tasks.Exists(t => t.Hangs)) WellSince = null;
        else WellSince ??= World.Now;
    }

    public void Wake()
    {
        Paused = false;
        LastTurn = World.Now;
    }

    public void Receive(Envelope envelope)
    {
        Inbox.Remove(envelope);
        switch (envelope.Body)
        {
            case WorkerWelcome welcome when World.Mutation == Mutation.WelcomeOfAnyHello: Machine.OnWelcome(World.Forge(welcome, this), Now); break;
            case WorkerWelcome welcome: Machine.OnWelcome(welcome, Now); break;
            case SessionOver over: Machine.OnOver(over, Now); break;
            case WorkerOrders orders: Machine.OnOrders(World.Forge(orders, this), Now); break;
        }

        CarryOut();
    }

    public void Tick()
    {
        Machine.Tick(Now);
        CarryOut();
    }

    public void BrokerReturned()
    {
        Machine.BrokerReturned(Now);
        CarryOut();
    }

    public void HandInInventory()
    {
        var stamps = Inventory!.Value.Stamps;
        Inventory = null;
        Machine.InventoryTaken(stamps, [], [], Now);
        CarryOut();
    }

    public void Step(SimTask task)
    {
        task.Advance();
        if (task.IsOver) Tasks.Remove(task);
        CarryOut();
    }

    /// <summary>The engine answers at last.</summary>
    public void EndCall(SimTask task)
    {
        if (task.CanStep) Step(task);
        if (task.Awaited is { } request) Engine.Carry(request);
        if (task.IsSlow && task.CanStep) Step(task);
    }

    public void Remove(TaskStamp stamp)
    {
        Removals.Remove(stamp);
        foreach (var container in Engine.Containers.Where(c => c.Stamp == stamp).ToArray()) Engine.Remove(container);
        Machine.Removed(stamp, Now);
        CarryOut();
    }

    /// <summary>Does what the machine wants done.</summary>
    private void CarryOut()
    {
        for (var actions = Machine.TakeActions(); actions.Count > 0; actions = Machine.TakeActions())
        {
            foreach (var action in actions) CarryOut(action);
        }
    }

    private void CarryOut(WorkerAction action)
    {
        switch (action)
        {
            case SendHello hello: Send(hello.Message); break;
            case SendBeat beat: Send(beat.Message); break;
            case ReportWaits: Report(); break;
            case TakeInventory: Inventory = ([.. Engine.Containers.Select(c => c.Stamp)], World.Now); break;
            case Run run: Tasks.Add(new SimTask(this, run.Task)); break;
            case Adopt adopt: Tasks.Add(new SimTask(this, adopt.Task)); break;
            case Stop stop: foreach (var task in Tasks.Where(t => t.Held == stop.Task)) task.StopWanted = true; break;
            case LetGo letGo: Drop(letGo.Task); break;
            case Remove remove: Removals.Add(remove.Stamp); break;
            default: throw new InvalidOperationException($"unknown action {action}");
        }
    }

    private void Send(object message)
    {
        if (!Connected) return;
        QueueExists = true;
        World.Publish(message);
    }

    private void Report()
    {
        if (Machine.TakeReport(Now) is not { } report) return;
        var sent = Connected;
        if (sent) World.Publish(report.Message);
        var confirmed = sent && !LoseNextConfirm;
        if (sent) LoseNextConfirm = false;
        Machine.ReportSent(report.Number, confirmed, Now);
        if (confirmed && World.Mutation == Mutation.RemoveOnConfirm)
        {
            foreach (var finished in report.Message.Finished)
            {
                if (Engine.ByLabels(finished.Stamp) is { } container) Engine.Containers.Remove(container);
            }
        }
    }

    private void Drop(HeldTask held)
    {
        foreach (var task in Tasks.Where(t => t.Held == held).ToArray())
        {
            task.Dropped = true;
            if (task.IsOver) Tasks.Remove(task);
        }
    }
}
