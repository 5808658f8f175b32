using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <content>What may be done with the containers of held tasks, and what they have come to.</content>
public sealed partial class WorkerProtocol
{
    /// <summary>May a container be created? Checks the worker's own lease (rule 5). To be asked right before the call.</summary>
    /// <param name="task">The task; an adopted one must not ask.</param>
    /// <param name="now">Now.</param>
    public EnginePermit BeginCreate(HeldTask task, Moment now)
    {
        if (task.Adopted) throw new InvalidOperationException($"Task {task.Stamp} was taken over: only the creator creates containers.");
        if (Refusal(task, now) is { } refusal) return new EnginePermit(refusal, null);
        if (task.State == HeldState.Taken) task.State = HeldState.Building;
        return new EnginePermit(PermitVerdict.Granted, _calls.Begin(task));
    }

    /// <summary>May a container be started? Checks the worker's own lease (rule 5). To be asked right before the call; granted once for each container (rule 12).</summary>
    /// <param name="task">The task; one that was taken over may ask only for containers of a pod that has begun, each by a name that it has given it itself.</param>
    /// <param name="container">Name on the engine.</param>
    /// <param name="now">Now.</param>
    public EnginePermit BeginStart(HeldTask task, string container, Moment now)
    {
        if (Refusal(task, now) is { } refusal) return new EnginePermit(refusal, null);
        if (!task.StartsPermitted.Add(container)) return new EnginePermit(PermitVerdict.StartedBefore, null);
        if (task.State is HeldState.Taken or HeldState.Building) task.State = HeldState.Starting;
        return new EnginePermit(PermitVerdict.Granted, _calls.Begin(task));
    }

    /// <summary>A permitted call is over: answered, failed, or given up with an unknown result (then see <see cref="AfterLook"/>). A second call for the same one is ignored.</summary>
    public void EndCall(EngineCall call, Moment now)
    {
        if (_calls.End(call)) _actions.Add(new Remove(call.Task.Stamp, PodSuccess.Of(call.Task)));
        if (_phase == Phase.Greeting) BeginSession(now);
    }

    /// <summary>Create said that the name is taken (409).</summary>
    /// <param name="task">The task.</param>
    /// <param name="session">Session in the label of what is there; null: no or no readable label.</param>
    /// <param name="found">State of what is there.</param>
    /// <param name="now">Now.</param>
    /// <returns>Our own session's: go on from its state. A foreign one: let go; the worker then begins a new session, in which the dispatch can only be adopted (rule 13).</returns>
    public NextStep AfterConflict(HeldTask task, long? session, Found found, Moment now)
    {
        if (!MayTouch(task, now)) return NextStep.LetGo;
        if (found == Found.Nothing) return NextStep.Create;
        if (session == task.Session) return found == Found.Created ? NextStep.Start : Go(task, found);
        Leave(now);
        return NextStep.LetGo;
    }

    /// <summary>
    /// What was found of a task: by an adopter (rule 12), or by a creator whose start call gave no clear answer.
    /// </summary>
    public NextStep AfterLook(HeldTask task, Found found, Moment now)
    {
        if (!MayTouch(task, now)) return NextStep.LetGo;
        if (found == Found.Nothing) return NextStep.NotStarted;
        if (found != Found.Created) return Go(task, found);
        task.State = HeldState.Voiding;
        return NextStep.Void;
    }

    /// <summary>What was found after the containers were renamed (see <see cref="NextStep.Void"/>), or after the engine refused to remove them.</summary>
    public NextStep AfterVoid(HeldTask task, Found found, Moment now)
    {
        if (!MayTouch(task, now)) return NextStep.LetGo;
        return found switch
        {
            Found.Nothing => NextStep.NotStarted,
            Found.Created => NextStep.RemoveVoided,
            _ => Go(task, found),
        };
    }

    /// <summary>A task gets on: the latest goes into the next report.</summary>
    public void Progress(HeldTask task, TaskProgress progress, Moment now)
    {
        if (task.Released || task.Telling.HasEnd) return;
        task.Telling.Progress = progress;
        _reports.Add(task);
    }

    /// <summary>Main runs (a daemon: once more when it is ready).</summary>
    public void Started(HeldTask task, TaskStarted started, Moment now)
    {
        if (task.Released || task.Telling.HasEnd) return;
        task.State = HeldState.Running;
        task.Telling.Started = started;
        _reports.Add(task);
        Report(now);
    }

    /// <summary>The task ended; told until it is settled. The container stays.</summary>
    public void Finished(HeldTask task, TaskFinished finished, Moment now)
    {
        if (task.Released || task.Telling.HasEnd) return;
        task.State = HeldState.Ended;
        task.Telling.Finished = finished;
        _reports.Add(task);
        Report(now);
    }

    /// <summary>The task certainly never started, and will not; told until it is settled.</summary>
    /// <param name="task">The task.</param>
    /// <param name="reason">A sentence: what failed and why.</param>
    /// <param name="now">Now.</param>
    public void NotStarted(HeldTask task, string reason, Moment now)
    {
        if (task.Released || task.Telling.HasEnd) return;
        if (task.State == HeldState.Running) throw new InvalidOperationException($"Task {task.Stamp} runs or ran: it can end as finished or vanished, never as not started.");
        task.State = HeldState.NotStarted;
        task.Telling.NotStarted = new TaskNotStarted(task.Stamp, reason);
        _reports.Add(task);
        Report(now);
    }

    /// <summary>Answer to <see cref="Remove"/>.</summary>
    public void Removed(TaskStamp stamp, Moment now) => _calls.EndRemove(stamp);

    private PermitVerdict? Refusal(HeldTask task, Moment now)
    {
        if (task.Adopted && task.State != HeldState.Running) throw new InvalidOperationException($"Task {task.Stamp} was taken over and has not begun: only its creator begins it.");
        if (!MayTouch(task, now)) return PermitVerdict.LetGo;
        if (task.CancelRequested) return PermitVerdict.Cancelled;
        if (task.Telling.HasEnd) throw new InvalidOperationException($"Task {task.Stamp} was reported as ended: nothing can be created or started for it any more.");
        return null;
    }

    private bool MayTouch(HeldTask task, Moment now)
    {
        CheckLease(now);
        return !task.Released;
    }

    private static NextStep Go(HeldTask task, Found found)
    {
        task.State = HeldState.Running;
        return found == Found.Running ? NextStep.Follow : NextStep.Collect;
    }
}
