using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>
/// Worker's side of the dispatch protocol: hello, session, own lease, beats, what is held, and what may be done with it. Without I/O: clocks are passed in, what is to be done comes out
/// of <see cref="TakeActions"/>. Not safe for concurrent use: the host calls it under one lock and makes a permitted engine call at once after <see cref="BeginCreate"/> or
/// <see cref="BeginStart"/> has answered.
/// </summary>
public sealed class WorkerProtocol
{
    /// <summary>A machine for one worker process.</summary>
    /// <param name="identity">What the worker says of itself.</param>
    /// <param name="options">Lengths and limits; null: the defaults.</param>
    public WorkerProtocol(WorkerIdentity identity, WorkerProtocolOptions? options = null) => throw new NotImplementedException();

    /// <summary>Session; 0: none (not welcomed yet, or leaving one that is over).</summary>
    public long Session => throw new NotImplementedException();

    /// <summary>The Fleet's id from the last welcome; null: never welcomed.</summary>
    public Guid? FleetId => throw new NotImplementedException();

    /// <summary>The last welcome (API address and token); null: never welcomed.</summary>
    public WorkerWelcome? LastWelcome => throw new NotImplementedException();

    /// <summary>What is held.</summary>
    public IReadOnlyCollection<HeldTask> Held => throw new NotImplementedException();

    /// <summary>It takes no more tasks.</summary>
    public bool Draining => throw new NotImplementedException();

    /// <summary>Draining, nothing held and nothing to remove: the process may end.</summary>
    public bool Drained => throw new NotImplementedException();

    /// <summary>Begins: says hello.</summary>
    public void Begin(Moment now) => throw new NotImplementedException();

    /// <summary>Time has passed. To be called once a second or oftener.</summary>
    public void Tick(Moment now) => throw new NotImplementedException();

    /// <summary>The connection to the broker is back: says hello or beats at once.</summary>
    public void BrokerReturned(Moment now) => throw new NotImplementedException();

    /// <summary>The coordinator answered a hello; taken only if boot and number match the last one (rule 1).</summary>
    public void OnWelcome(WorkerWelcome welcome, Moment now) => throw new NotImplementedException();

    /// <summary>The session is over; another session's is ignored.</summary>
    public void OnOver(SessionOver over, Moment now) => throw new NotImplementedException();

    /// <summary>Orders came. Those of another session are ignored (rule 7) but for their settles.</summary>
    public void OnOrders(WorkerOrders orders, Moment now) => throw new NotImplementedException();

    /// <summary>The coordinator wants the worker to drain; another session's order is ignored.</summary>
    public void OnDrain(WorkerDrain drain, Moment now) => throw new NotImplementedException();

    /// <summary>The process was asked to end: take no more, finish what runs.</summary>
    public void Drain(Moment now) => throw new NotImplementedException();

    /// <summary>Answer to <see cref="TakeInventory"/>: the dispatches of this Fleet whose containers are on the engine, held ones may be among them. Sends the beat.</summary>
    public void InventoryTaken(IReadOnlyCollection<TaskStamp> inventory, Moment now) => throw new NotImplementedException();

    /// <summary>Answer to <see cref="SendReport"/>.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="confirmed">The broker has it; false: failed, or unknown.</param>
    /// <param name="now">Now.</param>
    public void ReportSent(long number, bool confirmed, Moment now) => throw new NotImplementedException();

    /// <summary>May a container be created? Checks the worker's own lease (rule 5). To be asked right before the call.</summary>
    /// <param name="task">The task; an adopted one must not ask.</param>
    /// <param name="now">Now.</param>
    public EnginePermit BeginCreate(HeldTask task, Moment now) => throw new NotImplementedException();

    /// <summary>May a container be started? Checks the worker's own lease (rule 5). To be asked right before the call; granted once for each container (rule 12).</summary>
    /// <param name="task">The task; an adopted one must not ask.</param>
    /// <param name="container">Name within the pod.</param>
    /// <param name="now">Now.</param>
    public EnginePermit BeginStart(HeldTask task, string container, Moment now) => throw new NotImplementedException();

    /// <summary>A permitted call is over: answered, failed, or given up with an unknown result (then see <see cref="AfterLook"/>). A second call for the same one is ignored.</summary>
    public void EndCall(EngineCall call, Moment now) => throw new NotImplementedException();

    /// <summary>Create said that the name is taken (409).</summary>
    /// <param name="task">The task.</param>
    /// <param name="session">Session in the label of what is there; null: no or no readable label.</param>
    /// <param name="found">State of what is there.</param>
    /// <param name="now">Now.</param>
    /// <returns>Our own session's: go on from its state. A foreign one: let go; the worker then begins a new session, in which the dispatch can only be adopted.</returns>
    public NextStep AfterConflict(HeldTask task, long? session, Found found, Moment now) => throw new NotImplementedException();

    /// <summary>
    /// What was found of a task: by an adopter (rule 12), or by a creator whose start call gave no clear answer.
    /// </summary>
    public NextStep AfterLook(HeldTask task, Found found, Moment now) => throw new NotImplementedException();

    /// <summary>What was found after the containers were renamed (see <see cref="NextStep.Void"/>), or after the engine refused to remove them.</summary>
    public NextStep AfterVoid(HeldTask task, Found found, Moment now) => throw new NotImplementedException();

    /// <summary>A task gets on: the latest goes into the next report.</summary>
    public void Progress(HeldTask task, TaskProgress progress, Moment now) => throw new NotImplementedException();

    /// <summary>Main runs (a daemon: once more when it is ready).</summary>
    public void Started(HeldTask task, TaskStarted started, Moment now) => throw new NotImplementedException();

    /// <summary>The task ended; told until it is settled. The container stays.</summary>
    public void Finished(HeldTask task, TaskFinished finished, Moment now) => throw new NotImplementedException();

    /// <summary>The task certainly never started, and will not; told until it is settled.</summary>
    /// <param name="task">The task.</param>
    /// <param name="reason">A sentence: what failed and why.</param>
    /// <param name="now">Now.</param>
    public void NotStarted(HeldTask task, string reason, Moment now) => throw new NotImplementedException();

    /// <summary>Answer to <see cref="Remove"/>.</summary>
    public void Removed(TaskStamp stamp, Moment now) => throw new NotImplementedException();

    /// <summary>What is to be done since the last call, in order.</summary>
    public IReadOnlyList<WorkerAction> TakeActions() => throw new NotImplementedException();
}
