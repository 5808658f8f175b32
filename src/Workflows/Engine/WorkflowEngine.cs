using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine;

/// <summary>
/// The engine: what follows from an event. A pure function of state, event and time; the state is changed in place. Events that are late, doubled or
/// carry an old stamp change nothing; an event that cannot be (an unknown node, an ended node that ends again) throws and names state and event.
/// </summary>
public static class WorkflowEngine
{
    /// <summary>Deepest nesting of templates.</summary>
    public const int MaxDepth = 100;

    /// <summary>Most decisions in a row that may do nothing but ask (<see cref="Decision.OnlyAsks"/>).</summary>
    public const int MostAsked = 10_000;

    /// <summary>Most nodes of a workflow whose submission says nothing else (<see cref="WorkflowSubmitted.NodeLimit"/>).</summary>
    public const int DefaultNodeLimit = 200_000;

    /// <summary>Largest value of a workflow whose submission says nothing else (<see cref="WorkflowSubmitted.ValueLimit"/>), in bytes of UTF-8.</summary>
    public const int DefaultValueLimit = 64 * 1024 * 1024;

    /// <summary>Decides.</summary>
    /// <param name="state">The workflow; changed.</param>
    /// <param name="event">What happened.</param>
    /// <param name="now">The event's time.</param>
    /// <returns>What is to be done and what changed.</returns>
    /// <exception cref="InvalidOperationException">The event is impossible in this state; the state is to be dropped and loaded again.</exception>
    public static Decision Decide(WorkflowState state, EngineEvent @event, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(@event);
        var turn = new Turn(state, now);
        try
        {
            // Whatever is heard of first, the timer or a task that ended with the deadline: what the end makes room for does not start any more (Argo's source createWorkflowPod).
            if (WorkflowFlow.Deadline(state) <= now)
            {
                ShutdownFlow.OnDeadline(turn);
                turn.Run();
            }

            Handle(turn, @event);
            turn.Run();
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"workflow {state.Namespace}/{state.Name} ({state.Phase}, {state.NodeCount} nodes) cannot take {@event}: {e.Message}", e);
        }

        return new Decision { Commands = turn.Commands, Nodes = turn.Touched, WorkflowChanged = turn.WorkflowTouched };
    }

    private static void Handle(Turn turn, EngineEvent @event)
    {
        switch (@event)
        {
            case WorkflowSubmitted submitted:
                if (turn.State is { StartedAt: null, Locks: null, IsFinished: false } && !turn.State.Waiting.IsAsking(-1))
                    RepositoryFlow.Accept(turn, submitted);
                break;
            case TaskAssigned assigned: LeafFlow.OnAssigned(turn, assigned); break;
            case TaskProgressed progressed: LeafFlow.OnProgressed(turn, progressed); break;
            case TaskBegan began: LeafFlow.OnBegan(turn, began); break;
            case TaskEnded ended: LeafFlow.OnEnded(turn, ended); break;
            case TaskLost lost: LeafFlow.OnLost(turn, lost); break;
            case TaskStopped stopped: LeafFlow.OnStopped(turn, stopped); break;
            case LocksGranted granted: LockFlow.OnGranted(turn, granted); break;
            case LocksQueued queued: LockFlow.OnQueued(turn, queued); break;
            case LocksRefused refused: LockFlow.OnRefused(turn, refused); break;
            case MemoAnswered answered: MemoFlow.OnAnswered(turn, answered); break;
            case TimerFired timer: TimerFlow.OnFired(turn, timer.Key); break;
            case ExpansionContinued continued: ExpansionFlow.Continue(turn, continued.Ordinal); break;
            case TemplateResolved resolved: Lookups.OnResolved(turn, resolved); break;
            case ConfigMapsRead read: Lookups.OnRead(turn, read); break;
            case RepositoryResolved resolved: RepositoryFlow.OnResolved(turn, resolved); break;
            case WorkflowLoaded: ExpansionFlow.OnLoaded(turn); break;
            case WorkflowObserved observed: ManagedFlow.OnObserved(turn, observed); break;
            case ManageRefused refused: ManagedFlow.OnRefused(turn, refused); break;
            case ArtifactsDeleted gone: Artifacts.ArtifactCollection.OnDeleted(turn, gone); break;
            case UserRequest request: UserRequestFlow.Handle(turn, request); break;
            default: throw new InvalidOperationException($"no such event: {@event.GetType().Name}");
        }
    }
}
