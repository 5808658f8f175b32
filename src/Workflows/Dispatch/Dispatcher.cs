using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Dispatch;

/// <summary>
/// Coordinator's side of the dispatch protocol: sessions, leases, and which worker gets which Ready task. One for all workflows of a scope, owned by its run loop.
/// Deterministic and without I/O: <c>now</c> is passed in. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// Use: call the methods for what has happened; after each, hand <see cref="TakeEvents"/> to the engines (their commands lead to further calls); at the end of a group call
/// <see cref="Assign"/>, hand over its events, and commit <see cref="TakeChanges"/>. Changes are made in memory at once: after a failed commit, or when the lead was lost, the
/// dispatcher is dropped and a new one made by <see cref="Load"/>.
/// </remarks>
public sealed class Dispatcher
{
    /// <summary>An empty dispatcher.</summary>
    /// <param name="epoch">The leader's epoch, for probes.</param>
    /// <param name="options">Lengths and limits; null: the defaults.</param>
    public Dispatcher(long epoch, DispatcherOptions? options = null) => throw new NotImplementedException();

    /// <summary>A dispatcher that carries on from what is stored. Every session gets a full lease (rule 3).</summary>
    /// <param name="epoch">The leader's epoch, for probes.</param>
    /// <param name="tasks">Live tasks.</param>
    /// <param name="sessions">Sessions.</param>
    /// <param name="lastSession">Highest session number ever used.</param>
    /// <param name="now">Now.</param>
    /// <param name="options">Lengths and limits; null: the defaults.</param>
    public static Dispatcher Load(
        long epoch, IEnumerable<StoredTask> tasks, IEnumerable<SessionColumns> sessions, long lastSession, DateTimeOffset now, DispatcherOptions? options = null) => throw new NotImplementedException();

    /// <summary>A node became Ready (<see cref="RunTask"/>). Ignored when the task is live.</summary>
    public void TaskReady(TaskKey key, TaskNeeds needs, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>A task is to be stopped (<see cref="StopTask"/>). With no worker: <see cref="TaskStopped"/> at once. With a worker: it is told at every beat until the task ends; if its
    /// engine is lost meanwhile, or it never started, <see cref="TaskStopped"/> instead of another dispatch. Ignored when the task is not live.</summary>
    public void StopTask(TaskKey key, string reason, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>A workflow was deleted, or ended with tasks left: its tasks are forgotten without an event, their containers removed.</summary>
    public void DropWorkflow(Guid workflow, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>A worker said hello.</summary>
    public void OnHello(Hello hello, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>A worker has beaten.</summary>
    public void OnBeat(Beat beat, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>A worker said something about a dispatch.</summary>
    public void OnReport(ReportItem item, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>A <see cref="Probe"/> has come round. To be called only when every message delivered before it (by delivery tag) has been decided. Judges the leases that were out when
    /// the probe was made (rule 3). A probe of another epoch or an older number is ignored.</summary>
    public void ProbeReturned(Probe probe, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>The broker was away: every session gets a full lease (rule 3).</summary>
    public void BrokerReturned(DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>Time has passed. To be called about once a second; asks for a probe when a lease is out.</summary>
    public void Tick(DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>Answer to <see cref="StandingAsked"/>.</summary>
    public void StandingKnown(DispatchStamp stamp, TaskStanding standing, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>An operator wants a worker to take no more tasks.</summary>
    /// <returns>False: no session of that worker.</returns>
    public bool DrainWorker(string workerId) => throw new NotImplementedException();

    /// <summary>Issues Ready tasks to free slots, in their order.</summary>
    /// <param name="now">Now.</param>
    /// <param name="limit">Most tasks to issue, so that no commit is long.</param>
    /// <returns>True: the limit was reached, more could be issued.</returns>
    public bool Assign(DateTimeOffset now, int limit = int.MaxValue) => throw new NotImplementedException();

    /// <summary>Events for the engines since the last call, in order.</summary>
    public IReadOnlyList<EngineFeed> TakeEvents() => throw new NotImplementedException();

    /// <summary>Changes since the last call; to be committed in one transaction with the engines' changes.</summary>
    public DispatchChanges TakeChanges() => throw new NotImplementedException();

    /// <summary>Why a live task has not begun, for <c>fleet why</c>; null: it is not live, or with a worker.</summary>
    public string? WaitingReason(TaskKey key, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>A live task; null: not live.</summary>
    public TaskView? Find(TaskKey key) => throw new NotImplementedException();

    /// <summary>All sessions, by number.</summary>
    public IReadOnlyList<SessionView> Sessions => throw new NotImplementedException();

    /// <summary>Live tasks that wait to be issued.</summary>
    public int ReadyCount => throw new NotImplementedException();
}
