namespace Fleet.Worker.Protocol;

/// <summary>A permitted engine call that can have an effect (create, start). To be ended by <see cref="WorkerProtocol.EndCall"/> in any case, when the engine has answered or failed:
/// no other session begins before (rule 6).</summary>
public sealed class EngineCall
{
    internal EngineCall(HeldTask task) => Task = task;

    /// <summary>The task it is for.</summary>
    public HeldTask Task { get; }

    internal bool Ended { get; set; }
}
