using Fleet.Contracts;
using Fleet.Worker.Protocol;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>What must hold whatever happens. It knows the truth of every container, which the machines do not.</summary>
internal sealed class SafetyChecks(SimWorld world)
{
    public const string EngineLost = "engine lost";

    /// <summary>A worker that has been able to speak for so long keeps its engine from being given up: two leases and the longest waits of the simulation.</summary>
    private static readonly TimeSpan WellFor = TimeSpan.FromSeconds(70);

    private readonly Dictionary<TaskKey, List<(int Dispatch, SimEngine Engine)>> _starts = [];
    private readonly Dictionary<DispatchStamp, string> _lost = [];
    private readonly Dictionary<DispatchStamp, int> _truth = [];

    /// <summary>What happened how often.</summary>
    public Dictionary<string, int> Counts { get; } = [];

    public void Count(string what) => Counts[what] = Counts.GetValueOrDefault(what) + 1;

    /// <summary>A container exited by itself or on SIGTERM.</summary>
    public void Exited(SimContainer container) => _truth[Wire.In(container.Stamp)] = container.ExitCode;

    /// <summary>A container is about to start.</summary>
    public void Starting(SimContainer container, SimEngine engine)
    {
        Count("starts");
        var stamp = Wire.In(container.Stamp);
        if (!_starts.TryGetValue(stamp.Key, out var starts)) _starts.Add(stamp.Key, starts = []);
        foreach (var (dispatch, where) in starts)
        {
            if (dispatch == stamp.Dispatch) throw new ViolationException("TWICE", $"{Text.Of(container.Stamp)} was started twice");
            var older = stamp with { Dispatch = Math.Min(dispatch, stamp.Dispatch) };
            var why = _lost.GetValueOrDefault(older, "nothing");
            if (why is not (EngineLost or nameof(GivenUpKind.Killed)) || world.Config.NothingStartsTwice)
                throw new ViolationException("TWICE", $"{Text.Of(container.Stamp)} started on e{engine.Index} although dispatch {dispatch} was started on e{where.Index}; the older was given up because of: {why}");
            Count(dispatch > stamp.Dispatch ? "double effect: stale start after the newer one" : $"double effect: {why}");
        }

        foreach (var other in engine.Containers.Where(c => c.State == Found.Running && Wire.In(c.Stamp).Key == stamp.Key))
        {
            if (stamp.Dispatch < other.Stamp.Dispatch && _lost.GetValueOrDefault(stamp) == EngineLost) Count("stale start beside the newer one");
            else throw new ViolationException("TOGETHER", $"{Text.Of(container.Stamp)} and {Text.Of(other.Stamp)} run on e{engine.Index} together");
        }

        starts.Add((stamp.Dispatch, engine));
    }

    /// <summary>A container has started: current ones never exceed the engine's slots.</summary>
    public void Started(SimEngine engine)
    {
        var current = engine.Containers.Count(c => c.State == Found.Running && IsCurrent(Wire.In(c.Stamp), assignedOnly: true));
        var slots = world.Workers.Count(w => w.Engine == engine) * world.Config.Slots;
        if (current > slots) throw new ViolationException("SLOTS", $"{current} current containers run on e{engine.Index}, slots {slots}");
        if (engine.Containers.Count(c => c.State == Found.Running) > slots) Count("slots exceeded by stale containers");
    }

    /// <summary>A container is about to be removed: none whose result is still wanted.</summary>
    public void Removing(SimContainer container)
    {
        if (container.State is Found.Running or Found.Exited && IsCurrent(Wire.In(container.Stamp), assignedOnly: false))
            throw new ViolationException("LOST", $"the {container.State} container of {Text.Of(container.Stamp)} was removed, and its result is not committed");
    }

    /// <summary>A dispatch was given up, committed.</summary>
    public void Lost(DispatchStamp stamp, string why)
    {
        Count($"lost: {why}");
        _lost[stamp] = why;
        if (why != EngineLost) return;
        var columns = world.Store.Nodes[stamp.Key].Columns;
        var engine = columns is null ? null : EngineOf(stamp);
        if (engine is null) return;
        foreach (var worker in world.Workers.Where(w => w.Engine == engine && w.WellSince is { } since && world.Now - since > WellFor))
            throw new ViolationException("HEALTHY", $"e{engine.Index} was given up with {stamp} although {worker.Id} has been well since {worker.WellSince}, now {world.Now}");
    }

    /// <summary>A dispatch was issued, or adopted back.</summary>
    public void Assigned(DispatchStamp stamp)
    {
        if (_lost.Remove(stamp)) Count("adopted back");
    }

    /// <summary>A task ended, committed: once, and with what its container says.</summary>
    public void Ended(DispatchStamp stamp, TaskOutcome? outcome)
    {
        var node = world.Store.Nodes[stamp.Key];
        if (node.Ended) throw new ViolationException("RESULT", $"{stamp} ended, although its task had ended before");
        node.Ended = true;
        Count(outcome is null ? "stopped" : $"ended: {outcome.Kind}");
        if (outcome?.Kind != TaskOutcomeKind.Exited) return;
        var told = outcome.Containers[0].ExitCode;
        if (!_truth.TryGetValue(stamp, out var truth) || truth != told) throw new ViolationException("RESULT", $"{stamp} ended with exit code {told}, its container says {truth}");
    }

    private bool IsCurrent(DispatchStamp stamp, bool assignedOnly)
    {
        var node = world.Store.Nodes[stamp.Key];
        if (!node.IsLive || node.Columns is not { } columns || columns.Dispatch != stamp.Dispatch) return false;
        return columns.State != (int)LiveTaskState.Ready || (!assignedOnly && _lost.GetValueOrDefault(stamp) == EngineLost);
    }

    private SimEngine? EngineOf(DispatchStamp stamp)
    {
        foreach (var engine in world.Engines)
        {
            if (engine.Containers.Any(c => Wire.In(c.Stamp) == stamp)) return engine;
        }

        return null;
    }
}
