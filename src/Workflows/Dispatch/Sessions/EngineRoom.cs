namespace Fleet.Workflows.Dispatch;

/// <summary>A container engine: its workers, and what the tasks on it use (rule 11).</summary>
internal sealed class EngineRoom(string id)
{
    /// <summary>Id of the engine.</summary>
    public string Id { get; } = id;

    /// <summary>Host shown to users.</summary>
    public string HostName { get; private set; } = id;

    /// <summary>Its sessions, pending and live, in order of their numbers.</summary>
    public List<WorkerSession> Sessions { get; } = [];

    /// <summary>Tasks that wait for a worker here to begin its session (rule 4).</summary>
    public LinkedList<LiveTask> Orphans { get; } = [];

    /// <summary>Sum of the slots of its live workers.</summary>
    public int Slots { get; private set; }

    /// <summary>Thousandths of cores; counted once for all its workers.</summary>
    public long Millicores { get; private set; }

    /// <summary>Memory in bytes; counted once for all its workers.</summary>
    public long Memory { get; private set; }

    /// <summary>Tasks on it: assigned, adopted, orphans.</summary>
    public int UsedSlots { get; private set; }

    /// <summary>What they ask for.</summary>
    public long UsedMillicores { get; private set; }

    /// <summary>What they ask for.</summary>
    public long UsedMemory { get; private set; }

    /// <summary>Nothing refers to it.</summary>
    public bool IsEmpty => Sessions.Count == 0 && UsedSlots == 0;

    /// <summary>A task of this size fits now.</summary>
    public bool HasRoomFor(long millicores, long memory) =>
        UsedSlots < Slots && (millicores == 0 || UsedMillicores + millicores <= Millicores) && (memory == 0 || UsedMemory + memory <= Memory);

    /// <summary>A task of this size would fit if it were empty.</summary>
    public bool CouldHold(long millicores, long memory) => Slots > 0 && millicores <= Millicores && memory <= Memory;

    public void Occupy(LiveTask task) => Count(task, 1);

    public void Vacate(LiveTask task) => Count(task, -1);

    /// <summary>Recounts what its workers bring. They say the same of the engine; where they do not (limits changed meanwhile), the newest is believed.</summary>
    public void Recount()
    {
        Slots = 0;
        Millicores = Memory = 0;
        foreach (var session in Sessions)
        {
            HostName = session.Worker.HostName;
            if (session.State != SessionState.Live) continue;
            Slots += session.Worker.Slots;
            Millicores = (long)(session.Worker.Cpu * 1000);
            Memory = session.Worker.Memory;
        }
    }

    private void Count(LiveTask task, int sign)
    {
        UsedSlots += sign;
        UsedMillicores += sign * task.Millicores;
        UsedMemory += sign * task.Needs.Memory;
    }
}
