using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>
/// Worker's side of the dispatch protocol: hello, session, own lease, beats, what is held, and what may be done with it. Without I/O: clocks are passed in, what is to be done comes out
/// of <see cref="TakeActions"/>. Not safe for concurrent use: the host calls it under one lock and makes a permitted engine call at once after <see cref="BeginCreate"/> or
/// <see cref="BeginStart"/> has answered.
/// </summary>
public sealed partial class WorkerProtocol
{
    private readonly WorkerIdentity _identity;
    private readonly WorkerProtocolOptions _options;
    private readonly Dictionary<TaskStamp, HeldTask> _held = [];
    private readonly EngineCalls _calls = new();
    private readonly Reports _reports;
    private readonly OwnLease _lease;
    private List<WorkerAction> _actions = [];
    private Phase _phase;
    private WorkerWelcome? _welcome;
    private int _helloNumber;
    private Moment _helloSentAt;
    private TimeSpan _helloPause;
    private long _beatNumber;
    private Moment _beatDueFrom;
    private bool _inventoryAsked;
    private bool _reportAsked;

    /// <summary>A machine for one worker process.</summary>
    /// <param name="identity">What the worker says of itself.</param>
    /// <param name="options">Lengths and limits; null: the defaults.</param>
    public WorkerProtocol(WorkerIdentity identity, WorkerProtocolOptions? options = null)
    {
        _identity = identity;
        _options = options ?? new WorkerProtocolOptions();
        _reports = new Reports(identity.WorkerId, _options);
        _lease = new OwnLease(_options.Lease);
        _settledUnheld = new RecentStamps(_options.SettledRemembered);
    }

    private enum Phase
    {
        NotBegun,
        Greeting,
        InSession,
    }

    /// <summary>Session; 0: none (not welcomed yet, or waiting for engine calls of one that is over).</summary>
    public long Session { get; private set; }

    /// <summary>The Fleet's id from the last welcome; null: never welcomed.</summary>
    public Guid? FleetId => LastWelcome?.FleetId;

    /// <summary>The last welcome (API address and token); null: never welcomed.</summary>
    public WorkerWelcome? LastWelcome { get; private set; }

    /// <summary>What is held.</summary>
    public IReadOnlyCollection<HeldTask> Held => _held.Values;

    /// <summary>It takes no more tasks.</summary>
    public bool Draining { get; private set; }

    /// <summary>Draining, nothing held and nothing under way at the engine: the process may end.</summary>
    public bool Drained => Draining && _held.Count == 0 && _calls.NoneInFlight && _calls.NothingToRemove && _claims.Count == 0 && _kept.Count == 0;

    /// <summary>Begins: says hello.</summary>
    public void Begin(Moment now)
    {
        if (_phase == Phase.NotBegun) SayHello(now);
    }

    /// <summary>Time has passed. To be called once a second or oftener.</summary>
    public void Tick(Moment now)
    {
        CheckLease(now);
        if (_phase == Phase.Greeting && now.Since(_helloSentAt) >= _helloPause)
        {
            var pause = _helloPause * 2;
            RepeatHello(now);
            _helloPause = pause < _options.HelloRepeatMax ? pause : _options.HelloRepeatMax;
        }

        if (_phase != Phase.InSession) return;
        if (now.Since(_beatDueFrom) >= _options.Beat) AskForBeat(now);
        _reports.RepeatDue(now);
        Report(now);
    }

    /// <summary>The connection to the broker is back: says hello or beats at once.</summary>
    public void BrokerReturned(Moment now)
    {
        CheckLease(now);
        if (_phase == Phase.Greeting) RepeatHello(now);
        if (_phase != Phase.InSession) return;
        AskForBeat(now);
        _reports.EndPause();
        Report(now);
    }

    /// <summary>
    /// The broker returned a hello: no coordinator has ever been there to declare its queue, so that nothing keeps the hello for the one that comes. It is sent again soon; a hello that
    /// is not returned waits in the queue, and needs no haste.
    /// </summary>
    /// <param name="number">Its number.</param>
    public void HelloReturned(int number)
    {
        if (_phase == Phase.Greeting && number == _helloNumber) _helloPause = _options.HelloRetry;
    }

    /// <summary>The coordinator answered a hello; taken only if boot and number match the last one (rule 1).</summary>
    public void OnWelcome(WorkerWelcome welcome, Moment now)
    {
        if (_phase != Phase.Greeting || welcome.Boot != _identity.Boot || welcome.Number != _helloNumber) return;
        _welcome = welcome;
        BeginSession(now);
    }

    /// <summary>The session is over; another session's is ignored.</summary>
    public void OnOver(SessionOver over, Moment now)
    {
        if (_phase == Phase.InSession && over.Session == Session) Leave(now);
    }

    /// <summary>The coordinator wants the worker to drain; another session's order is ignored.</summary>
    public void OnDrain(WorkerDrain drain, Moment now)
    {
        if (_phase == Phase.InSession && drain.Session == Session) Drain(now);
    }

    /// <summary>The process was asked to end: take no more, finish what runs.</summary>
    public void Drain(Moment now)
    {
        if (Draining) return;
        Draining = true;
        if (_phase == Phase.InSession) AskForBeat(now);
    }

    /// <summary>Answer to <see cref="TakeInventory"/>: the dispatches of this Fleet whose containers are on the engine, held ones may be among them, the claims of its workflows that have volumes there, and the groups of its kept containers. Sends the beat.</summary>
    public void InventoryTaken(IReadOnlyCollection<TaskStamp> inventory, IReadOnlyCollection<string> claims, IReadOnlyCollection<string> kept, Moment now)
    {
        CheckLease(now);
        if (_phase != Phase.InSession || !_inventoryAsked) return;
        _inventoryAsked = false;
        _lease.Sending(++_beatNumber, now);
        _actions.Add(new SendBeat(new WorkerBeat
        {
            WorkerId = _identity.WorkerId,
            Session = Session,
            Number = _beatNumber,
            Held = [.. _held.Keys],
            Inventory = [.. inventory.Where(stamp => !_held.ContainsKey(stamp) && !_calls.IsRemoving(stamp)).Distinct()],
            Claims = [.. claims.Where(claim => !_claims.Contains(claim))],
            Kept = [.. kept.Where(group => !_kept.Contains(group))],
            Draining = Draining,
            ArtifactProblem = _artifactProblem,
        }));
    }

    /// <summary>
    /// Answer to <see cref="ReportWaits"/>: what there is to tell by now. The later it is asked, the more goes into one report; a start and its end may share it.
    /// </summary>
    /// <returns>To be sent and answered by <see cref="ReportSent"/> in any case; null: nothing (any more).</returns>
    public OutgoingReport? TakeReport(Moment now)
    {
        _reportAsked = false;
        CheckLease(now);
        return _phase == Phase.InSession ? _reports.Next(Session, now) : null;
    }

    /// <summary>Answer to a report that was taken.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="confirmed">The broker has it; false: failed, or unknown.</param>
    /// <param name="now">Now.</param>
    public void ReportSent(long number, bool confirmed, Moment now)
    {
        _reports.Sent(number, confirmed, now);
        Report(now);
    }

    /// <summary>What is to be done since the last call, in order.</summary>
    public IReadOnlyList<WorkerAction> TakeActions()
    {
        if (_actions.Count == 0) return [];
        var actions = _actions;
        _actions = [];
        return actions;
    }

    private void CheckLease(Moment now)
    {
        if (_phase == Phase.InSession && _lease.IsOut(now)) Leave(now);
    }

    /// <summary>
    /// Rule 6: forget everything, touch no container, say hello. The hello claims nothing, but keeps the engine from being given up while engine calls in flight are waited for; the session
    /// begins after them, so that what is looked at then is final.
    /// </summary>
    private void Leave(Moment now)
    {
        Session = 0;
        foreach (var task in _held.Values)
        {
            task.Released = true;
            _actions.Add(new LetGo(task));
        }

        _held.Clear();
        _taken.Clear();
        _reports.Clear();
        _lease.Clear();
        _inventoryAsked = false;
        SayHello(now);
    }

    private void BeginSession(Moment now)
    {
        if (_welcome is not { } welcome || !_calls.NoneInFlight) return;
        _welcome = null;
        _phase = Phase.InSession;
        Session = welcome.Session;
        LastWelcome = welcome;
        _beatNumber = _toldFrom = 0;
        AskForBeat(now);
    }

    private void SayHello(Moment now)
    {
        _phase = Phase.Greeting;
        _welcome = null;
        _helloNumber++;
        _helloPause = _options.Beat;
        RepeatHello(now);
    }

    private void RepeatHello(Moment now)
    {
        _helloSentAt = now;
        _actions.Add(new SendHello(_identity.ToHello(_helloNumber)));
    }

    private void AskForBeat(Moment now)
    {
        _beatDueFrom = now;
        _inventoryAsked = true;
        _actions.Add(new TakeInventory());
    }

    private void Report(Moment now)
    {
        if (_reportAsked || _phase != Phase.InSession || !_reports.HasNext(now)) return;
        _reportAsked = true;
        _actions.Add(new ReportWaits());
    }
}
