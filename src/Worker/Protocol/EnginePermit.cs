namespace Fleet.Worker.Protocol;

/// <summary>Answer to "may I?" before an engine call.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Call">The permitted call, to be ended by <see cref="WorkerProtocol.EndCall"/>; null unless granted.</param>
public readonly record struct EnginePermit(PermitVerdict Verdict, EngineCall? Call)
{
    /// <summary>It may be done, now.</summary>
    public bool Granted => Call is not null;
}
