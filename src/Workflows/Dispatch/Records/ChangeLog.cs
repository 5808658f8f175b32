using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Dispatch;

/// <summary>Collects what a group of decisions changes and says.</summary>
internal sealed class ChangeLog
{
    private readonly Dictionary<TaskKey, LiveTask?> _tasks = [];
    private readonly Dictionary<long, WorkerSession?> _sessions = [];
    private readonly Dictionary<(string Worker, long Session), OrdersDraft> _orders = [];
    private readonly List<WorkerMessage> _messages = [];
    private readonly HashSet<WorkerMessage> _said = [];
    private readonly HashSet<DispatchStamp> _asked = [];
    private readonly List<StrangeContainer> _strange = [];
    private List<EngineFeed> _events = [];

    /// <summary>Probe to send; null: none.</summary>
    public Probe? Probe { get; set; }

    public void Changed(LiveTask task) => _tasks[task.Key] = task;

    public void Ended(LiveTask task) => _tasks[task.Key] = null;

    public void Changed(WorkerSession session) => _sessions[session.Id] = session;

    public void Removed(WorkerSession session) => _sessions[session.Id] = null;

    public void Tell(Guid workflow, EngineEvent what) => _events.Add(new EngineFeed(workflow, what));

    /// <summary>Welcome, over, drain: once in a group.</summary>
    public void Say(WorkerMessage message)
    {
        if (_said.Add(message)) _messages.Add(message);
    }

    public OrdersDraft Orders(string worker, long session)
    {
        if (!_orders.TryGetValue((worker, session), out var draft)) _orders.Add((worker, session), draft = new OrdersDraft(worker, session));
        return draft;
    }

    public void Ask(DispatchStamp stamp) => _asked.Add(stamp);

    public void Report(StrangeContainer strange) => _strange.Add(strange);

    public IReadOnlyList<EngineFeed> TakeEvents()
    {
        var events = _events;
        _events = [];
        return events;
    }

    public DispatchChanges Take(SessionBook sessions)
    {
        foreach (var draft in _orders.Values)
        {
            sessions.TryFind(draft.Session, out var session);
            if (draft.ToOrders(session) is { } orders) _messages.Add(orders);
        }

        var changes = new DispatchChanges
        {
            Tasks = [.. _tasks.Select(t => new TaskChange(t.Key, t.Value is { } task ? TaskCodec.ToColumns(task) : null))],
            Sessions = [.. _sessions.Select(s => new SessionChange(s.Key, s.Value is { } session ? SessionCodec.ToColumns(session) : null))],
            Messages = [.. _messages],
            Probe = Probe,
            Standings = [.. _asked.Select(s => new StandingAsked(s))],
            Strange = [.. _strange],
        };
        Clear();
        return changes;
    }

    private void Clear()
    {
        _tasks.Clear();
        _sessions.Clear();
        _orders.Clear();
        _messages.Clear();
        _said.Clear();
        _asked.Clear();
        _strange.Clear();
        Probe = null;
    }
}
