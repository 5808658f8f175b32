namespace Fleet.Worker.Protocol;

/// <content>What the coordinator knows of the worker.</content>
public sealed partial class WorkerProtocol
{
    private string? _artifactProblem;
    private long _toldFrom;

    /// <summary>The coordinator has confirmed a beat of this session, and with it what the worker can do: it may give it tasks.</summary>
    public bool IsKnown => _phase == Phase.InSession && _lease.LastConfirmed is { } number && number >= _toldFrom;

    /// <summary>Why the worker cannot have tasks with artifacts has changed. That it can have them (again) is told at once: such tasks may wait for it.</summary>
    /// <param name="problem">Why; null: it can.</param>
    /// <param name="now">Now.</param>
    public void ArtifactProblemIs(string? problem, Moment now)
    {
        var solved = problem is null && _artifactProblem is not null;
        _artifactProblem = problem;
        if (!solved || _phase != Phase.InSession) return;
        _toldFrom = _beatNumber + 1;
        AskForBeat(now);
    }
}
