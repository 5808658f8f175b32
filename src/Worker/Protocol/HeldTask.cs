using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>
/// A dispatch that the worker has taken in its present session: the executor's handle for everything it says about it. After <see cref="LetGo"/> or <see cref="Remove"/> the handle is
/// released, and whatever is said with it changes nothing: an answer that comes late can not be mistaken for one about a later taking of the same dispatch.
/// </summary>
public sealed class HeldTask
{
    internal HeldTask(TaskReady order, long session, bool adopted, IReadOnlyDictionary<string, LogMark> logMarks)
    {
        Order = order;
        Session = session;
        Adopted = adopted;
        LogMarks = logMarks;
    }

    /// <summary>The dispatch.</summary>
    public TaskStamp Stamp => Order.Stamp;

    /// <summary>The order.</summary>
    public TaskReady Order { get; }

    /// <summary>Session in which it was taken; goes into the label of containers created for it.</summary>
    public long Session { get; }

    /// <summary>Taken over: never creates, never starts a container (rule 12).</summary>
    public bool Adopted { get; }

    /// <summary>Log marks to go on from; empty unless adopted.</summary>
    public IReadOnlyDictionary<string, LogMark> LogMarks { get; }

    /// <summary>Where it is.</summary>
    public HeldState State { get; internal set; }

    /// <summary>It is not held any more: settled, or the session is over.</summary>
    public bool Released { get; internal set; }

    /// <summary>A cancel order has come.</summary>
    public bool CancelRequested { get; internal set; }

    /// <summary>What there is to tell about it.</summary>
    internal Telling Telling { get; } = new();

    /// <summary>Containers whose start was permitted.</summary>
    internal HashSet<string> StartsPermitted { get; } = [];
}
