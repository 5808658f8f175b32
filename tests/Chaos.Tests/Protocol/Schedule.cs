using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>A random schedule, given by its seed: faults for a while, then a fair ending in which everything must come to its end.</summary>
internal sealed class Schedule(SimConfig config, Mutation mutation, int seed)
{
    private const int Steps = 220;
    private const int FairSteps = 6_000;
    private static readonly TimeSpan[] Backlogs = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(100)];

    private readonly List<string> _trace = [];
    private int _faultySteps;

    /// <summary>The violation; null: none.</summary>
    public ViolationException? Violation { get; private set; }

    /// <summary>What happened how often.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    public int Length => _trace.Count;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{config.Name}/{mutation}/{seed}");

    public void Run()
    {
        var random = new Random(seed);
        var world = NewWorld();
        try
        {
            Faulty(world, random);
            _faultySteps = _trace.Count;
            Fair(world, random, _trace);
        }
        catch (ViolationException violation)
        {
            Violation = violation;
        }

        Counts = world.Checks.Counts;
    }

    /// <summary>The violation with a shorter schedule that has one of the same kind, found by leaving steps out.</summary>
    public string Describe(TimeSpan budget)
    {
        var (trace, violation) = Shrink(budget);
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"schedule {Name}: {violation.Message}");
        for (var i = 0; i < trace.Count; i++) text.AppendLine(CultureInfo.InvariantCulture, $"  {i + 1,3} {trace[i]}");
        return text.ToString();
    }

    /// <summary>The faults are over: whatever happened, everything must come to its end.</summary>
    public static void Fair(SimWorld world, Random random, List<string>? trace)
    {
        world.Hasten();
        for (var i = 0; i < FairSteps; i++)
        {
            if (world.IsDone) return;
            var actions = Enabled.Of(world, faults: false);
            var recoveries = actions.FindAll(a => a.IsRecovery);
            var action = Choose(recoveries.Count > 0 ? recoveries : actions, random, byKind: 0.7);
            trace?.Add(action.ToString());
            Happen.Do(world, action);
        }

        throw new ViolationException("UNFINISHED", Dump(world));
    }

    private static SimAction Choose(List<SimAction> actions, Random random, double byKind)
    {
        if (random.NextDouble() >= byKind) return actions[random.Next(actions.Count)];
        var kinds = actions.Select(a => a.Kind).Distinct().ToArray();
        var kind = kinds[random.Next(kinds.Length)];
        var some = actions.FindAll(a => a.Kind == kind);
        return some[random.Next(some.Count)];
    }

    private static string Dump(SimWorld world)
    {
        var nodes = world.Store.Nodes.Values.Select(n => $"{n.Key}: {(n.Deleted ? "deleted" : n.Ended ? "ended" : $"state {n.Columns?.State} dispatch {n.Columns?.Dispatch}")}");
        var containers = world.Engines.SelectMany(e => e.Containers.Select(c => $"e{e.Index} {c.Name} {c.State}"));
        var held = world.Workers.Where(w => w.Up).SelectMany(w => w.Machine.Held.Select(h => $"{w.Id} {h.Stamp} {h.State}"));
        var sessions = world.Coordinators.Select(c => $"c{c.Index} epoch {c.Epoch} up {c.Up} paused {c.Paused} taken {c.Taken.Count} outbox {c.Outbox.Count} sessions {string.Join(' ', c.Dispatcher?.Sessions.Select(x => $"s{x.Session}:{x.Worker.WorkerId}:{x.State}:{x.Assigned}:{x.LastHeard:HH:mm:ss}") ?? [])}");
        var workers = world.Workers.Select(w => $"{w.Id} up {w.Up} gone {w.Gone} session {w.Machine.Session} inbox {w.Inbox.Count}");
        return $"not finished epoch {world.Store.Epoch} queue {world.Queue.Count} {string.Join("; ", sessions)} {string.Join("; ", workers)} {world.Now} after the begin: {string.Join("; ", nodes)}; containers: {string.Join(", ", containers)}; held: {string.Join(", ", held)}";
    }

    private SimWorld NewWorld() => new(config, mutation, Backlogs[(seed & int.MaxValue) % Backlogs.Length]);

    private void Faulty(SimWorld world, Random random)
    {
        var slow = random.Next(3) switch { 0 => 0.3, 1 => 0.9, _ => 0.97 };
        var fault = random.Next(2) == 0 ? 0.05 : 0.12;
        var lazy = random.Next(3) == 0 ? 0.95 : 0; // how often the coordinator does only what can wait no longer
        for (var i = 0; i < Steps; i++)
        {
            var actions = Enabled.Of(world, faults: true);
            var faults = actions.FindAll(a => a.Kind == ActionKind.Fault);
            var usual = actions.FindAll(a => a.Kind != ActionKind.Fault);
            if (random.NextDouble() < slow) usual.RemoveAll(a => a.IsRecovery);
            if (random.NextDouble() < lazy) usual.RemoveAll(a => a.Kind == ActionKind.Take && a.What is Envelope { Body: not Contracts.LeaderProbe });
            SimAction action;
            if (faults.Count > 0 && random.NextDouble() < fault)
            {
                var kinds = faults.Select(a => a.Fault).Distinct().ToArray();
                var kind = kinds[random.Next(kinds.Length)];
                faults.RemoveAll(a => a.Fault != kind);
                action = faults[random.Next(faults.Count)];
            }
            else
            {
                action = Choose(usual, random, byKind: 0.6);
            }

            _trace.Add(action.ToString());
            Happen.Do(world, action);
        }
    }

    private (IReadOnlyList<string> Trace, ViolationException Violation) Shrink(TimeSpan budget)
    {
        var unfinished = Violation!.Rule == "UNFINISHED";
        var best = (Trace: (IReadOnlyList<string>)(unfinished ? _trace.Take(_faultySteps).ToList() : _trace), Violation!);
        var clock = Stopwatch.StartNew();
        for (var size = Math.Max(1, best.Trace.Count / 2); clock.Elapsed < budget;)
        {
            var hit = false;
            for (var at = 0; at < best.Trace.Count && clock.Elapsed < budget;)
            {
                var shorter = Replay([.. best.Trace.Take(at), .. best.Trace.Skip(at + size)], unfinished);
                if (shorter is { } found && found.Trace.Count < best.Trace.Count && found.Violation.Rule == Violation.Rule) (best, hit) = ((found.Trace, found.Violation), true);
                else at += size;
            }

            if (!hit && size == 1) break;
            if (!hit) size = Math.Max(1, size / 2);
        }

        return best;
    }

    private (IReadOnlyList<string> Trace, ViolationException Violation)? Replay(IReadOnlyList<string> trace, bool unfinished)
    {
        var world = NewWorld();
        var used = new List<string>();
        try
        {
            foreach (var step in trace)
            {
                if (Enabled.Of(world, faults: true).Find(a => a.ToString() == step) is not { } action) continue;
                used.Add(step);
                Happen.Do(world, action);
            }

            if (unfinished) Fair(world, new Random(seed), null);
        }
        catch (ViolationException violation)
        {
            return (used, violation);
        }

        return null;
    }
}
