using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Simulation;

/// <summary>A worker whose tasks do what the script says, in virtual time: it takes orders, and reports begins and ends as a real one.</summary>
internal sealed class SimulatedWorker(OutcomeScript script, Dispatcher dispatcher)
{
    private const string Id = "simulated";

    // Of the addresses for documentation (RFC 5737): it is nowhere.
    private const string Address = "192.0.2.1";

    // A program that heeds the signal ends with it: 128 + SIGTERM.
    private const int Terminated = 143;
    private const int Ok = 200;

    private readonly Dictionary<int, RunningTask> _running = [];
    private readonly PriorityQueue<RunningTask, (DateTimeOffset Due, int Ordinal)> _ends = new();
    private long _session;

    /// <summary>A task that was begun.</summary>
    private sealed record RunningTask(DispatchStamp Stamp, TaskRequest Request, ScriptedOutcome Outcome, DateTimeOffset Begun, TaskOutcomeKind End, SimulatedMembers? Members);

    /// <summary>Most tasks that ran at once.</summary>
    public int MostRunning { get; private set; }

    /// <summary>Tells of a task that begins (true) or ends (false).</summary>
    public required Action<int, bool> Moved { get; init; }

    /// <summary>Begins its session.</summary>
    public void Join(SimulationOptions options, DateTimeOffset now)
    {
        dispatcher.OnHello(
            new Hello { WorkerId = Id, Boot = options.Uid, Number = 1, Engine = Id, HostName = Id, Labels = options.Labels, Slots = options.Slots, Cpu = options.Cpu, Memory = options.Memory, Runtime = Id },
            now);
        _session = dispatcher.TakeChanges().Messages.OfType<Welcome>().Single().Session;
        dispatcher.OnBeat(new Beat { WorkerId = Id, Session = _session, Number = 1 }, now);
    }

    /// <summary>When its next task ends; null: none does by itself.</summary>
    public DateTimeOffset? NextEnd
    {
        get
        {
            while (_ends.TryPeek(out var task, out var at))
            {
                if (_running.TryGetValue(task.Stamp.Ordinal, out var current) && current == task)
                    return at.Due;
                _ends.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Does what it is told.</summary>
    public void Follow(IEnumerable<WorkerMessage> messages, WorkflowState state, Func<int, TaskRequest> request, DateTimeOffset now)
    {
        foreach (var orders in messages.OfType<Orders>())
        {
            foreach (var issued in orders.Ready)
                Begin(issued.Stamp, state, request(issued.Stamp.Ordinal), now);
            foreach (var cancel in orders.Cancel)
            {
                if (_running.TryGetValue(cancel.Stamp.Ordinal, out var task))
                    End(task, TaskOutcomeKind.Cancelled, now);
            }
        }
    }

    /// <summary>Ends the task whose time has come.</summary>
    public void EndNext(DateTimeOffset now)
    {
        var task = _ends.Dequeue();
        End(task, task.End, now);
    }

    private void Begin(DispatchStamp stamp, WorkflowState state, TaskRequest request, DateTimeOffset now)
    {
        var outcome = script.Next(state, stamp.Ordinal, request.Template);
        if (request.Template.Daemon && !outcome.HasDuration && outcome.Error is null)
            outcome = outcome with { Duration = null };
        var members = request.Template.ContainerSet is { } set && outcome.Error is null ? SimulatedMembers.Of(state, stamp.Ordinal, request.Template, set, script, outcome, now) : null;
        var (due, end) = (members?.End ?? (outcome.Duration is { } duration ? now + duration : DateTimeOffset.MaxValue), outcome.Error is null ? TaskOutcomeKind.Exited : TaskOutcomeKind.Refused);
        foreach (var limit in (DateTimeOffset?[])[request.Deadline, request.ActiveDeadlineSeconds is { } seconds && outcome.Error is null ? now + TimeSpan.FromSeconds(seconds) : null])
        {
            if (limit < due)
                (due, end) = (limit.Value, TaskOutcomeKind.DeadlineExceeded);
        }

        var task = new RunningTask(stamp, request, outcome, now, end, members);
        _running.Add(stamp.Ordinal, task);
        MostRunning = Math.Max(MostRunning, _running.Count);
        Moved(stamp.Ordinal, true);
        if (due < DateTimeOffset.MaxValue)
            _ends.Enqueue(task, (due < now ? now : due, stamp.Ordinal));
        if (outcome.Error is null)
            dispatcher.OnReport(new Started(Id, _session, stamp, now, Id, Address, request.Template.Daemon), now);
        if (members is not null)
            dispatcher.OnReport(new Progressed(Id, _session, stamp, null, members.At(now)), now);
    }

    // An HTTP call has no container; one that gets no answer has failed, not been refused.
    private static TaskOutcome Answered(RunningTask task, TaskOutcome outcome) => outcome.Kind switch
    {
        TaskOutcomeKind.Refused => outcome with { Kind = TaskOutcomeKind.Exited },
        TaskOutcomeKind.Exited => outcome with
        {
            Containers = [],
            Http = new HttpAnswer(task.Outcome.StatusCode ?? Ok, task.Outcome.Headers.ToDictionary(header => header.Key, IReadOnlyList<string> (header) => [header.Value]), task.Outcome.Body ?? ""),
        },
        _ => outcome with { Containers = [] },
    };

    private void End(RunningTask task, TaskOutcomeKind kind, DateTimeOffset now)
    {
        _running.Remove(task.Stamp.Ordinal);
        Moved(task.Stamp.Ordinal, false);
        var ran = task.Outcome.Error is null;
        var exitCode = kind == TaskOutcomeKind.Exited ? task.Outcome.ExitCode : Terminated;
        var outcome = new TaskOutcome
        {
            Kind = kind,
            Message = kind == TaskOutcomeKind.Refused ? task.Outcome.Error : null,
            StartedAt = ran ? task.Begun : null,
            FinishedAt = now,
            Containers = !ran ? [] : task.Members?.EndedAt(now, Terminated) ?? [new ContainerOutcome("main", exitCode, false, null, task.Begun, now)],
            HostName = Id,
        };
        if (task.Request.Template.Http is not null)
            outcome = Answered(task, outcome);
        else if (kind == TaskOutcomeKind.Exited)
            outcome = outcome with
            {
                Result = task.Outcome.Result ?? (task.Request.Template switch { { Data: not null } => "[]", { Resource: not null } => null, _ => "" }),
                Parameters = task.Outcome.Parameters,
                // There are no files: artifacts go through as names.
                Artifacts = [.. task.Request.Template.Outputs.Artifacts.Select(artifact => artifact.Name)],
                OutputErrors = OutcomeScript.MissingOutputs(task.Request.Template, task.Outcome),
            };
        dispatcher.OnReport(new Finished(Id, _session, task.Stamp, outcome), now);
    }
}
