namespace Fleet.Chaos.Tests.Protocol;

/// <summary>Faults that a schedule may contain.</summary>
public enum Fault
{
    /// <summary>A worker process is killed.</summary>
    Kill,

    /// <summary>A worker process is frozen.</summary>
    Pause,

    /// <summary>A worker loses its connection to the broker.</summary>
    Cut,

    /// <summary>The queue of a worker that is away expires.</summary>
    QueueExpires,

    /// <summary>The engine kills its running containers (daemon restart).</summary>
    EngineKills,

    /// <summary>A host is gone for ever.</summary>
    HostGone,

    /// <summary>The broker restarts.</summary>
    BrokerDown,

    /// <summary>A coordinator is killed.</summary>
    CoordinatorKill,

    /// <summary>A coordinator is frozen.</summary>
    CoordinatorPause,

    /// <summary>A standby takes over although the leader is well: a zombie leader.</summary>
    Takeover,

    /// <summary>A commit goes through, but the leader is told that it failed.</summary>
    CommitUnknown,

    /// <summary>A message is delivered twice.</summary>
    Duplicate,

    /// <summary>What the leader has taken is delivered again.</summary>
    Requeue,

    /// <summary>The broker has a report, but its confirm is lost.</summary>
    ConfirmLost,

    /// <summary>A user stops a task.</summary>
    Stop,

    /// <summary>A user deletes a workflow.</summary>
    Delete,
}

/// <summary>A world and its faults.</summary>
public sealed record SimConfig
{
    public required string Name { get; init; }

    /// <summary>Tasks, one workflow each.</summary>
    public int Tasks { get; init; } = 3;

    /// <summary>Slots per worker.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Engine of each worker.</summary>
    public int[] Workers { get; init; } = [0, 0, 1];

    public int Coordinators { get; init; } = 2;

    /// <summary>How often each fault may happen.</summary>
    public required IReadOnlyDictionary<Fault, int> Faults { get; init; }

    /// <summary>A double effect is a violation whatever its cause.</summary>
    public bool NothingStartsTwice { get; init; }

    private static readonly Dictionary<Fault, int> SoftFaults = new()
    {
        [Fault.Duplicate] = 4,
        [Fault.BrokerDown] = 2,
        [Fault.Takeover] = 1,
        [Fault.Requeue] = 2,
        [Fault.CoordinatorKill] = 2,
        [Fault.CoordinatorPause] = 2,
        [Fault.CommitUnknown] = 1,
        [Fault.ConfirmLost] = 2,
    };

    /// <summary>Every worker stays well: nothing may start twice, for whatever reason.</summary>
    public static SimConfig Soft { get; } = new() { Name = "soft", Faults = SoftFaults, NothingStartsTwice = true };

    /// <summary>One engine whose workers are lost one after another: a neighbour adopts.</summary>
    public static SimConfig Neighbours { get; } = new()
    {
        Name = "neighbours",
        Workers = [0, 0, 0],
        Faults = With(SoftFaults, (Fault.Kill, 3), (Fault.Pause, 2), (Fault.Cut, 1), (Fault.QueueExpires, 1)),
    };

    /// <summary>Everything.</summary>
    public static SimConfig Hard { get; } = new()
    {
        Name = "hard",
        Tasks = 4,
        Faults = With(SoftFaults, (Fault.Kill, 3), (Fault.Pause, 2), (Fault.Cut, 2), (Fault.QueueExpires, 2), (Fault.EngineKills, 1), (Fault.HostGone, 1), (Fault.Stop, 1), (Fault.Delete, 1)),
    };

    /// <summary>More of everything.</summary>
    public static SimConfig Large { get; } = new()
    {
        Name = "large",
        Tasks = 7,
        Slots = 2,
        Workers = [0, 0, 1, 2],
        Faults = With(SoftFaults, (Fault.Kill, 4), (Fault.Pause, 3), (Fault.Cut, 3), (Fault.QueueExpires, 2), (Fault.EngineKills, 2), (Fault.HostGone, 1), (Fault.Stop, 2), (Fault.Delete, 1)),
    };

    /// <summary>One task and processes that freeze: what happens between a check and the engine call.</summary>
    public static SimConfig Frozen { get; } = new()
    {
        Name = "frozen",
        Tasks = 1,
        Coordinators = 1,
        Workers = [0, 0, 1],
        Faults = new Dictionary<Fault, int> { [Fault.Pause] = 3, [Fault.Kill] = 2, [Fault.Cut] = 1 },
    };

    /// <summary>More tasks than slots on one engine, and workers that come and go.</summary>
    public static SimConfig Crowded { get; } = new()
    {
        Name = "crowded",
        Tasks = 5,
        Coordinators = 1,
        Workers = [0, 0],
        Faults = new Dictionary<Fault, int> { [Fault.Pause] = 3, [Fault.Kill] = 2, [Fault.Cut] = 2, [Fault.Duplicate] = 2 },
    };

    public static IReadOnlyList<SimConfig> All { get; } = [Soft, Neighbours, Hard, Large, Frozen, Crowded];

    private static Dictionary<Fault, int> With(Dictionary<Fault, int> faults, params (Fault Fault, int Times)[] more)
    {
        var all = new Dictionary<Fault, int>(faults);
        foreach (var (fault, times) in more) all[fault] = times;
        return all;
    }
}
