using Fleet.Contracts;
using Fleet.Worker.Protocol;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>The executor's pipeline for one held task, one step at a time, so that anything may happen between two steps.</summary>
internal sealed class SimTask(SimWorker worker, HeldTask held)
{
    private static readonly TimeSpan LongCall = TimeSpan.FromSeconds(10);

    /// <summary>What it does next.</summary>
    internal enum Step
    {
        RemoveOlder,
        AskCreate,
        AskStart,
        Call,
        Look,
        Rename,
        LookAgain,
        RemoveVoided,
        Follow,
        Over,
    }

    private Step _step = held.Adopted ? Step.Look : Step.RemoveOlder;
    private EngineRequest? _request;
    private EngineCall? _call;
    private TimeSpan _askedAt;

    public HeldTask Held { get; } = held;

    /// <summary>What it does next.</summary>
    public Step Next => _step;

    public TaskStamp Stamp => Held.Stamp;

    /// <summary>Let go: only the call in flight is waited for.</summary>
    public bool Dropped { get; set; }

    public bool StopWanted { get; set; }

    public bool IsOver => _step == Step.Over || (Dropped && _step != Step.Call);

    /// <summary>An engine call of it hangs: no new session begins before its end.</summary>
    public bool Hangs => _step == Step.Call && worker.World.Now - _askedAt > LongCall;

    /// <summary>An engine call of it takes longer than an engine that is well needs.</summary>
    public bool IsSlow => _step == Step.Call && worker.World.Now - _askedAt > LongCall / 2;

    /// <summary>What it waits for at the engine; null: nothing that was sent.</summary>
    public EngineRequest? Awaited => _request is { Sent: true, Done: false } request ? request : null;

    private SimEngine Engine => worker.Engine;

    private WorkerProtocol Machine => worker.Machine;

    private Moment Now => worker.Now;

    private Mutation Mutation => worker.World.Mutation;

    public bool CanStep => _step switch
    {
        Step.Over => false,
        Step.Call => _request is not { Sent: true, Done: false },
        Step.Follow => StopWanted || Find() is not { State: Found.Running },
        _ => true,
    };

    public override string ToString() => $"{Stamp} {_step}";

    public void Advance()
    {
        switch (_step)
        {
            case Step.RemoveOlder: RemoveOlder(); break;
            case Step.AskCreate: Ask(isStart: false); break;
            case Step.AskStart: Ask(isStart: true); break;
            case Step.Call: Call(); break;
            case Step.Look: Go(Machine.AfterLook(Held, State(), Now)); break;
            case Step.Rename: Rename(); break;
            case Step.LookAgain: Go(Machine.AfterVoid(Held, State(), Now)); break;
            case Step.RemoveVoided: RemoveVoided(); break;
            case Step.Follow: Follow(); break;
        }
    }

    private SimContainer? Find() => Mutation == Mutation.LookByName ? Engine.ByName(Stamp) : Engine.ByLabels(Stamp);

    private Found State() => Find()?.State ?? Found.Nothing;

    private void RemoveOlder()
    {
        if (Mutation != Mutation.OlderAreLeft)
        {
            foreach (var older in Engine.Containers.Where(c => c.Stamp.Workflow == Stamp.Workflow && c.Stamp.Ordinal == Stamp.Ordinal && c.Stamp.Dispatch < Stamp.Dispatch).ToArray())
                Engine.Remove(older);
        }

        _step = Step.AskCreate;
    }

    private void Ask(bool isStart)
    {
        if (Mutation != Mutation.NoLeaseCheck)
        {
            var permit = isStart ? Machine.BeginStart(Held, "main", Now) : Machine.BeginCreate(Held, Now);
            switch (permit.Verdict)
            {
                case PermitVerdict.LetGo: _step = Step.Over; return;
                case PermitVerdict.StartedBefore: _step = Step.Look; return;
                case PermitVerdict.Cancelled: End(TaskEnd.Cancelled, null); return;
            }

            _call = permit.Call;
        }

        _request = new EngineRequest(Engine, this, isStart);
        _askedAt = worker.World.Now;
        _step = Step.Call;
    }

    private void Call()
    {
        var request = _request!;
        if (!request.Sent)
        {
            request.Sent = true;
            Engine.Requests.Add(request);
            return;
        }

        _request = null;
        if (_call is { } call) Machine.EndCall(call, Now);
        _call = null;
        if (Dropped)
        {
            _step = Step.Over;
            return;
        }

        if (request.IsStart) AfterStart(request.Succeeded);
        else if (request.Succeeded) _step = Step.AskStart;
        else Go(Machine.AfterConflict(Held, Engine.ByName(Stamp)?.Session, Engine.ByName(Stamp)?.State ?? Found.Nothing, Now));
    }

    private void AfterStart(bool succeeded)
    {
        if (succeeded) Running();
        else Go(Machine.AfterLook(Held, State(), Now));
    }

    private void Running()
    {
        Machine.Started(Held, new TaskStarted { Stamp = Stamp, At = worker.World.Wall }, Now);
        _step = Step.Follow;
    }

    private void Rename()
    {
        if (Find() is { } container)
        {
            if (Mutation == Mutation.VoidByForce) worker.Engine.Containers.Remove(container);
            else container.Name = SimEngine.NameOf(Stamp) + "-void";
        }

        _step = Step.LookAgain;
    }

    private void RemoveVoided()
    {
        if (Find() is { State: not Found.Created })
        {
            Go(Machine.AfterVoid(Held, State(), Now));
            return;
        }

        if (Find() is { } container) Engine.Remove(container);
        NotStarted();
    }

    private void Follow()
    {
        var container = Find();
        if (container?.State == Found.Running)
        {
            StopWanted = false;
            worker.World.Exit(Engine, container, 143);
            return;
        }

        var end = container?.State switch
        {
            null => TaskEnd.Vanished,
            Found.Killed => TaskEnd.Killed,
            _ => container.ExitCode == 143 && Held.CancelRequested ? TaskEnd.Cancelled : TaskEnd.Exited,
        };
        End(end, container);
    }

    private void End(TaskEnd end, SimContainer? container)
    {
        _step = Step.Over;
        Machine.Finished(Held, new TaskFinished
        {
            Stamp = Stamp,
            End = end,
            FinishedAt = worker.World.Wall,
            Containers = container is null ? [] : [new ContainerResult { Name = "main", ExitCode = container.ExitCode }],
        }, Now);
    }

    private void NotStarted()
    {
        _step = Step.Over;
        Machine.NotStarted(Held, "nothing was started", Now);
    }

    private void Go(NextStep next)
    {
        switch (next)
        {
            case NextStep.LetGo: _step = Step.Over; break;
            case NextStep.Create: _step = Step.AskCreate; break;
            case NextStep.Start: _step = Step.AskStart; break;
            case NextStep.Follow: Running(); break;
            case NextStep.Collect: _step = Step.Follow; break;
            case NextStep.Void when Mutation == Mutation.AdopterStarts: AfterStart(Engine.Start(Stamp)); break;
            case NextStep.Void: _step = Step.Rename; break;
            case NextStep.RemoveVoided: _step = Step.RemoveVoided; break;
            case NextStep.NotStarted: NotStarted(); break;
        }
    }
}
