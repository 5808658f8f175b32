using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Dispatch;

/// <summary>
/// Coordinator's side of the dispatch protocol: sessions, leases, and which worker gets which Ready task. One for all workflows of a scope, owned by its run loop.
/// Deterministic and without I/O: <c>now</c> is passed in. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// Every input carries <c>now</c>, from a clock that does not go back (a monotonic one added to the wall clock at the start). Use: call the methods for what has happened; after each, hand <see cref="TakeEvents"/> to the engines (their commands lead to further calls); at the end of a group call
/// <see cref="Assign"/>, hand over its events, and commit <see cref="TakeChanges"/>. Changes are made in memory at once: after a failed commit, or when the lead was lost, the
/// dispatcher is dropped and a new one made by <see cref="Load"/>.
/// </remarks>
public sealed class Dispatcher
{
    private readonly DispatcherOptions _options;
    private readonly ChangeLog _log = new();
    private readonly TaskBook _tasks = new();
    private readonly ReadyQueues _queues = new();
    private readonly DelayedTasks _delayed = new();
    private readonly SessionBook _sessions;
    private readonly Leases _leases;
    private readonly TaskMoves _moves;
    private readonly SessionMoves _sessionMoves;
    private readonly Strangers _strangers;
    private readonly BeatReconciler _beats;
    private readonly ReportJudge _reports;
    private readonly WaitingReasons _reasons;
    private DateTimeOffset? _lastTick;

    /// <summary>An empty dispatcher.</summary>
    /// <param name="epoch">The leader's epoch, for probes.</param>
    /// <param name="options">Lengths and limits; null: the defaults.</param>
    public Dispatcher(long epoch, DispatcherOptions? options = null) : this(epoch, 0, options)
    {
    }

    private Dispatcher(long epoch, long lastSession, DispatcherOptions? options)
    {
        _options = options ?? new DispatcherOptions();
        _sessions = new SessionBook(lastSession);
        _leases = new Leases(epoch, _options);
        _moves = new TaskMoves(_tasks, _sessions, _queues, _delayed, _log) { IssueBlock = _options.IssueBlock };
        var losses = new Losses(_moves, _log, _options);
        _sessionMoves = new SessionMoves(_sessions, _queues, _leases, _moves, losses, _log, _options);
        _strangers = new Strangers(_tasks, _log);
        _beats = new BeatReconciler(_sessions, _sessionMoves, _tasks, _moves, _leases, _strangers, _log);
        _reports = new ReportJudge(_tasks, _moves, losses, _sessions, _sessionMoves, _strangers, _log);
        _reasons = new WaitingReasons(_sessions, _queues);
    }

    /// <summary>A dispatcher that carries on from what is stored. Every session gets a full lease (rule 3).</summary>
    /// <param name="epoch">The leader's epoch, for probes.</param>
    /// <param name="tasks">Live tasks.</param>
    /// <param name="sessions">Sessions.</param>
    /// <param name="lastSession">Highest session number ever used.</param>
    /// <param name="now">Now.</param>
    /// <param name="options">Lengths and limits; null: the defaults.</param>
    /// <exception cref="InvalidDataException">Columns of an unknown format.</exception>
    public static Dispatcher Load(
        long epoch, IEnumerable<StoredTask> tasks, IEnumerable<SessionColumns> sessions, long lastSession, DateTimeOffset now, DispatcherOptions? options = null)
    {
        var dispatcher = new Dispatcher(epoch, lastSession, options);
        dispatcher.Restore(tasks, sessions, now);
        dispatcher._lastTick = now;
        return dispatcher;
    }

    /// <summary>A node became Ready (<see cref="RunTask"/>). Ignored when the task is live.</summary>
    public void TaskReady(TaskKey key, TaskNeeds needs, DateTimeOffset now)
    {
        if (!_tasks.TryFind(key, out _)) _moves.Add(new LiveTask(key, needs, _tasks.NextArrival()) { AvoidEngine = needs.AvoidEngine });
    }

    /// <summary>A task is to be stopped (<see cref="Engine.StopTask"/>). With no worker: <see cref="TaskStopped"/> at once. With a worker: it is told at every beat until the task ends; if its
    /// engine is lost meanwhile, or it never started, <see cref="TaskStopped"/> instead of another dispatch. Ignored when the task is not live.</summary>
    public void StopTask(TaskKey key, string reason, DateTimeOffset now)
    {
        if (!_tasks.TryFind(key, out var task) || task.StopReason is not null) return;
        if (task.State == LiveTaskState.Ready)
        {
            _moves.End(task);
            _log.Tell(key.Workflow, new TaskStopped(key.Ordinal));
            return;
        }

        task.StopReason = reason;
        _log.Changed(task);
        if (task.Session is { } session) _log.Orders(session.Worker.WorkerId, session.Id).Cancel(task);
    }

    /// <summary>A workflow was deleted, or ended with tasks left: its tasks are forgotten without an event, their containers removed.</summary>
    public void DropWorkflow(Guid workflow, DateTimeOffset now)
    {
        _strangers.Dropped(workflow);
        foreach (var task in _tasks.Of(workflow))
        {
            if (task.Session is { } session) _log.Orders(session.Worker.WorkerId, session.Id).Settle(task.Stamp);
            _moves.End(task);
        }
    }

    /// <summary>A worker said hello.</summary>
    public void OnHello(Hello hello, DateTimeOffset now) => _sessionMoves.Hello(hello, now);

    /// <summary>A worker has beaten.</summary>
    public void OnBeat(Beat beat, DateTimeOffset now) => _beats.OnBeat(beat, now);

    /// <summary>A worker said something about a dispatch.</summary>
    public void OnReport(ReportItem item, DateTimeOffset now) => _reports.OnReport(item, now);

    /// <summary>A <see cref="Probe"/> has come round. To be called only when every message delivered before it (by delivery tag) has been decided. Judges the leases that were out when
    /// the probe was made (rule 3). A probe of another epoch or an older number is ignored.</summary>
    public void ProbeReturned(Probe probe, DateTimeOffset now) => _sessionMoves.Expire(_leases.Judge(probe), now);

    /// <summary>The broker was away: every session gets a full lease (rule 3).</summary>
    public void BrokerReturned(DateTimeOffset now) => _leases.GiveAll(now);

    /// <summary>Time has passed. To be called about once a second; asks for a probe when a lease is out.</summary>
    /// <remarks>After a gap (the process was frozen, the clock was set) every session gets a full lease.</remarks>
    public void Tick(DateTimeOffset now)
    {
        if (now - _lastTick > _options.MaxTickGap) _leases.GiveAll(now);
        _lastTick = now;
        QueueDue(now);
        _log.Probe = _leases.ProbeIfDue(now) ?? _log.Probe;
    }

    /// <summary>Answer to <see cref="StandingAsked"/>; takes effect with the next beat that names the task.</summary>
    public void StandingKnown(DispatchStamp stamp, TaskStanding standing, DateTimeOffset now) => _strangers.Known(stamp.Key, standing);

    /// <summary>An operator wants a worker to take no more tasks.</summary>
    /// <returns>False: no session of that worker.</returns>
    public bool DrainWorker(string workerId) => _sessionMoves.OrderDrain(workerId);

    /// <summary>Issues Ready tasks to free slots, in their order.</summary>
    /// <param name="now">Now.</param>
    /// <param name="limit">Most tasks to issue, so that no commit is long.</param>
    /// <returns>True: the limit was reached, more could perhaps be issued.</returns>
    public bool Assign(DateTimeOffset now, int limit = int.MaxValue)
    {
        QueueDue(now);
        _queues.BeginPass();
        for (; limit > 0; limit--)
        {
            if (!_queues.TryNext(out var task, out var session)) return false;
            _moves.Issue(task, session);
            if (!_queues.HasMoved) continue;
            // It has given others their place: they keep their turn.
            _queues.EndPass();
            _queues.BeginPass();
        }

        _queues.EndPass();
        return true;
    }

    /// <summary>Has the volume of a claim removed that is not wanted any more.</summary>
    /// <param name="engine">Id of the engine where it lies. With no worker there, nothing happens: the next one that comes tells of the volume.</param>
    /// <param name="claim">Id of the claim.</param>
    public void RemoveClaim(string engine, string claim)
    {
        if (_sessions.FindEngine(engine)?.Sessions.FirstOrDefault(s => s is { State: SessionState.Live, IsOver: false }) is { } session)
            _log.Orders(session.Worker.WorkerId, session.Id).RemoveClaim(claim);
    }

    /// <summary>As above, by the worker that told of it.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="claim">Id of the claim.</param>
    public void RemoveClaim(long session, string claim)
    {
        if (_sessions.TryFind(session, out var live)) _log.Orders(live.Worker.WorkerId, session).RemoveClaim(claim);
    }

    /// <summary>Has kept containers removed on every engine.</summary>
    /// <param name="group">Their group. On an engine without a worker nothing happens: the next one that comes tells of them.</param>
    public void RemoveKept(string group)
    {
        foreach (var engine in _sessions.Engines)
        {
            if (engine.Sessions.FirstOrDefault(s => s is { State: SessionState.Live, IsOver: false }) is { } session)
                _log.Orders(session.Worker.WorkerId, session.Id).RemoveKept(group);
        }
    }

    /// <summary>As above, by the worker that told of them.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="group">Their group.</param>
    public void RemoveKept(long session, string group)
    {
        if (_sessions.TryFind(session, out var live)) _log.Orders(live.Worker.WorkerId, session).RemoveKept(group);
    }

    /// <summary>Events for the engines since the last call, in order.</summary>
    public IReadOnlyList<EngineFeed> TakeEvents() => _log.TakeEvents();

    /// <summary>Changes since the last call; to be committed in one transaction with the engines' changes.</summary>
    public DispatchChanges TakeChanges() => _log.Take(_sessions);

    /// <summary>Why a live task has not begun, for <c>fleet why</c>; null: it is not live, or with a worker.</summary>
    public string? WaitingReason(TaskKey key, DateTimeOffset now) => _tasks.TryFind(key, out var task) ? _reasons.Of(task, now) : null;

    /// <summary>A live task; null: not live.</summary>
    public TaskView? Find(TaskKey key) => _tasks.TryFind(key, out var task)
        ? new TaskView(task.State, task.Dispatch, task.Session?.Worker.WorkerId, task.Session?.Worker.HostName, [.. task.Losses])
        : null;

    /// <summary>All sessions, by number.</summary>
    public IReadOnlyList<SessionView> Sessions => [.. _sessions.All.Select(s => new SessionView
    {
        Session = s.Id,
        State = s.State,
        Worker = s.Worker,
        Assigned = s.Tasks.Count,
        Draining = s.Draining || s.DrainOrdered,
        RestsUntil = s.RestsUntil,
        LastHeard = s.LastHeard,
    })];

    /// <summary>Live tasks that wait to be issued.</summary>
    public int ReadyCount => _queues.Count + _delayed.Count;

    private void QueueDue(DateTimeOffset now)
    {
        _moves.QueueDue(now);
        _sessionMoves.EndRests(now);
    }

    private void Restore(IEnumerable<StoredTask> tasks, IEnumerable<SessionColumns> sessions, DateTimeOffset now)
    {
        foreach (var row in sessions.OrderBy(s => s.Session))
        {
            var session = SessionCodec.FromColumns(row, _sessions.Engine);
            _sessions.Add(session);
            _leases.Give(session, now);
            if (session.State == SessionState.Live) _queues.Join(session);
        }

        foreach (var row in tasks)
        {
            var (task, id) = TaskCodec.FromColumns(row.Key, row.Columns);
            _moves.Restore(task, _sessions.TryFind(id, out var session) ? session : null);
        }

        foreach (var session in _sessions.All) _queues.Refile(session);
        foreach (var engine in _sessions.Engines.ToArray()) _sessionMoves.HandOverOrphans(engine, "its session is not on record any more", now);
    }
}
