using System.Diagnostics.CodeAnalysis;

namespace Fleet.Workflows.Dispatch;

/// <summary>All sessions and their engines.</summary>
internal sealed class SessionBook(long lastSession)
{
    private readonly SortedDictionary<long, WorkerSession> _sessions = [];
    private readonly Dictionary<string, List<WorkerSession>> _byWorker = [];
    private readonly Dictionary<string, EngineRoom> _engines = [];
    private long _lastSession = lastSession;

    /// <summary>All sessions, by number.</summary>
    public IReadOnlyCollection<WorkerSession> All => _sessions.Values;

    /// <summary>All engines that have a session or a task.</summary>
    public IReadOnlyCollection<EngineRoom> Engines => _engines.Values;

    public long NextSession() => ++_lastSession;

    public bool TryFind(long id, [NotNullWhen(true)] out WorkerSession? session) => _sessions.TryGetValue(id, out session);

    /// <summary>Sessions of a worker, oldest first.</summary>
    public IReadOnlyList<WorkerSession> Of(string workerId) => _byWorker.TryGetValue(workerId, out var sessions) ? [.. sessions] : [];

    /// <summary>The engine; made when it is new.</summary>
    public EngineRoom Engine(string id)
    {
        if (!_engines.TryGetValue(id, out var engine)) _engines.Add(id, engine = new EngineRoom(id));
        return engine;
    }

    /// <summary>The engine, if something refers to it.</summary>
    public EngineRoom? FindEngine(string id) => _engines.GetValueOrDefault(id);

    public void Add(WorkerSession session)
    {
        _sessions.Add(session.Id, session);
        _lastSession = Math.Max(_lastSession, session.Id);
        if (!_byWorker.TryGetValue(session.Worker.WorkerId, out var sessions)) _byWorker.Add(session.Worker.WorkerId, sessions = []);
        sessions.Add(session);
        session.Engine.Sessions.Add(session);
        session.Engine.Recount();
    }

    public void Remove(WorkerSession session)
    {
        session.IsOver = true;
        _sessions.Remove(session.Id);
        var sessions = _byWorker[session.Worker.WorkerId];
        sessions.Remove(session);
        if (sessions.Count == 0) _byWorker.Remove(session.Worker.WorkerId);
        session.Engine.Sessions.Remove(session);
        session.Engine.Recount();
        ForgetIfEmpty(session.Engine);
    }

    public void ForgetIfEmpty(EngineRoom engine)
    {
        if (engine.IsEmpty) _engines.Remove(engine.Id);
    }
}
