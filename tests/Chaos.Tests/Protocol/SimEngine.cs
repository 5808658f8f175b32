using Fleet.Contracts;
using Fleet.Worker.Protocol;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>A container of the simulated engine.</summary>
internal sealed class SimContainer(TaskStamp stamp, string name, long session)
{
    public TaskStamp Stamp { get; } = stamp;

    public string Name { get; set; } = name;

    public long Session { get; } = session;

    public Found State { get; set; } = Found.Created;

    public int ExitCode { get; set; }
}

/// <summary>An engine call on its way: the process may die or freeze at any point of it, and what was sent is carried out all the same.</summary>
internal sealed class EngineRequest(SimEngine engine, SimTask task, bool isStart)
{
    public SimEngine Engine { get; } = engine;

    public SimTask Task { get; } = task;

    public bool IsStart { get; } = isStart;

    public bool Sent { get; set; }

    public bool Done { get; set; }

    /// <summary>Create: made. Start: it runs.</summary>
    public bool Succeeded { get; set; }

    public override string ToString() => $"{(IsStart ? "start" : "create")} {Task.Stamp}{(Sent ? " sent" : "")}";
}

/// <summary>A container engine: names are unique, start of an ended container starts it again, a plain remove refuses a running one.</summary>
internal sealed class SimEngine(int index, SimWorld world)
{
    public int Index { get; } = index;

    public bool Up { get; set; } = true;

    public List<SimContainer> Containers { get; } = [];

    /// <summary>Calls that were sent and not carried out.</summary>
    public List<EngineRequest> Requests { get; } = [];

    public static string NameOf(TaskStamp stamp) => stamp.ToString();

    public SimContainer? ByName(TaskStamp stamp) => Containers.Find(c => c.Name == NameOf(stamp));

    public SimContainer? ByLabels(TaskStamp stamp) => Containers.Find(c => c.Stamp == stamp);

    public void Carry(EngineRequest request)
    {
        Requests.Remove(request);
        request.Done = true;
        request.Succeeded = request.IsStart ? Start(request.Task.Stamp) : Create(request.Task);
    }

    public void Exit(SimContainer container, int code)
    {
        container.State = Found.Exited;
        container.ExitCode = code;
    }

    public void KillAll()
    {
        foreach (var container in Containers.Where(c => c.State == Found.Running)) container.State = Found.Killed;
    }

    public void Remove(SimContainer container)
    {
        world.Checks.Removing(container);
        Containers.Remove(container);
    }

    public bool Start(TaskStamp stamp)
    {
        if (ByName(stamp) is not { } container) return false;
        if (container.State == Found.Running) return true;
        world.Checks.Starting(container, this);
        container.State = Found.Running;
        world.Checks.Started(this);
        return true;
    }

    private bool Create(SimTask task)
    {
        if (ByName(task.Stamp) is not null) return false;
        Containers.Add(new SimContainer(task.Stamp, NameOf(task.Stamp), task.Held.Session));
        return true;
    }
}
