using Fleet.Contracts;
using Fleet.Workflows.Dispatch;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>A world in which nothing happens by itself but ticks: each message and each step is moved by the scenario. The safety checks watch.</summary>
internal sealed class Scenario
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    public Scenario(Mutation mutation, int[] workers, int tasks = 1, int coordinators = 1)
    {
        World = new SimWorld(
            new SimConfig { Name = "directed", Workers = workers, Tasks = tasks, Coordinators = coordinators, Faults = Enum.GetValues<Fault>().ToDictionary(f => f, _ => 100) },
            mutation, Never, Never);
    }

    public SimWorld World { get; }

    public SimCoordinator Leader => World.Coordinators.First(c => c.IsLeader);

    public int Starts => World.Checks.Counts.GetValueOrDefault("starts");

    public SimWorker Worker(int index) => World.Workers[index];

    public SimNode Node(int index) => World.Store.Nodes[Key(index)];

    /// <summary>Number of the last issue of a task.</summary>
    public int Dispatch(int node = 0) => Node(node).Columns?.Dispatch ?? 0;

    /// <summary>Its place in a worker's pipeline.</summary>
    public SimTask Task(int worker, int node = 0) =>
        Worker(worker).Tasks.Find(t => t.Stamp.Workflow == Key(node).Workflow) ?? throw new ViolationException("EXPECTED", $"w{worker} has no task of node {node}");

    public SimContainer? Container(int engine, int node = 0, int dispatch = 1) => World.Engines[engine].ByLabels(new TaskStamp(Key(node).Workflow, 1, dispatch));

    public static void Expect(bool holds, string what)
    {
        if (!holds) throw new ViolationException("EXPECTED", what);
    }

    public void Do(ActionKind kind, int who, object? what = null) => Happen.Do(World, new SimAction(kind, who, what));

    public void Fault(Fault fault, int who, object? what = null) => Happen.Do(World, new SimAction(ActionKind.Fault, who, what, fault));

    public void Pass(int seconds) => Do(ActionKind.Time, 0, seconds * 1000);

    /// <summary>Everything that waits moves, until nothing waits: to the leader, its commit, to the workers, their inventories. Only of and to these workers; none named: all.</summary>
    public void Deliver(params int[] workers)
    {
        bool Chosen(int worker) => workers.Length == 0 || workers.Contains(worker);
        for (var moved = true; moved;)
        {
            moved = false;
            void Move(ActionKind kind, int who, object? what = null)
            {
                Do(kind, who, what);
                moved = true;
            }

            var leader = Leader;
            foreach (var envelope in World.Queue.Where(e => SenderOf(e) is not { } sender || Chosen(sender)).ToArray()) Move(ActionKind.Take, leader.Index, envelope);
            if (leader.Taken.Count > 0) Do(ActionKind.Decide, leader.Index);
            foreach (var row in leader.Sendable.Where(r => Chosen(r.Worker)).ToArray())
            {
                Do(ActionKind.Send, leader.Index, row);
                moved |= !leader.Outbox.Contains(row);
            }

            foreach (var worker in World.Workers.Where(w => Chosen(w.Index) && w.Connected))
            {
                foreach (var envelope in worker.Inbox.ToArray()) Move(ActionKind.Receive, worker.Index, envelope);
                if (worker.Inventory is not null && worker.Runs) Move(ActionKind.Inventory, worker.Index);
            }
        }
    }

    /// <summary>The pipeline of a task goes on until it is about to do this; the engine does what it is asked.</summary>
    public void StepTo(int worker, SimTask.Step step, int node = 0)
    {
        var task = Task(worker, node);
        for (var steps = 0; task.Next != step; steps++)
        {
            Expect(steps < 30 && !task.IsOver, $"{task} comes to {step}");
            if (task.CanStep) Do(ActionKind.Step, worker, task);
            else if (task.Awaited is { } request) Carry(request);
            else throw new ViolationException("EXPECTED", $"{task} can go on to {step}");
        }
    }

    /// <summary>At most so many steps, whatever they are; the engine does what it is asked.</summary>
    public void StepOn(int worker, SimTask task, int steps)
    {
        for (var i = 0; i < steps && !task.IsOver; i++)
        {
            if (task.CanStep) Do(ActionKind.Step, worker, task);
            else if (task.Awaited is { } request) Carry(request);
        }
    }

    /// <summary>The engine does what it was asked, be the asker alive or not.</summary>
    public void Carry(EngineRequest request) => Do(ActionKind.Carry, request.Engine.Index, request);

    /// <summary>One step, whatever it is.</summary>
    public void Step(int worker, int node = 0) => Do(ActionKind.Step, worker, Task(worker, node));

    /// <summary>Runs: created, started, followed.</summary>
    public void Run(int worker, int node = 0) => StepTo(worker, SimTask.Step.Follow, node);

    /// <summary>The container exits by itself.</summary>
    public void Exit(int engine, int node = 0, int dispatch = 1) => Do(ActionKind.Exit, engine, (new TaskStamp(Key(node).Workflow, 1, dispatch), 0));

    /// <summary>The container exits, and the worker that follows it reports that.</summary>
    public void Finish(int worker, int node = 0, int dispatch = 1)
    {
        Exit(Worker(worker).Engine.Index, node, dispatch);
        Step(worker, node);
    }

    /// <summary>So much time that the lease of a worker that is silent is judged; the others beat.</summary>
    public void LetLeaseRunOut(params int[] others)
    {
        Deliver(); // what the silent ones have said before
        for (var i = 0; i < 8; i++)
        {
            Pass(5);
            Deliver(others.Length == 0 ? [-1] : others);
        }
    }

    /// <summary>A message to the leader stays away until it is put back.</summary>
    public Envelope Hold(Func<object, bool> which)
    {
        var held = World.Queue.Find(e => which(e.Body)) ?? throw new ViolationException("EXPECTED", "the message to be held is there");
        World.Queue.Remove(held);
        return held;
    }

    public void Release(Envelope held) => World.Queue.Add(held);

    /// <summary>All comes to its end, and every task ended once.</summary>
    public void End()
    {
        Schedule.Fair(World, new Random(1), null);
        Expect(World.Store.Nodes.Values.All(n => n.Ended), "every task ended");
    }

    private TaskKey Key(int node) => World.Store.Nodes.Keys.OrderBy(k => k.Workflow).ElementAt(node);

    private int? SenderOf(Envelope envelope) => envelope.Body switch
    {
        WorkerHello h => World.WorkerOf(h.WorkerId),
        WorkerBeat b => World.WorkerOf(b.WorkerId),
        WorkerReport r => World.WorkerOf(r.WorkerId),
        _ => null,
    };
}
