namespace Fleet.Worker.Protocol;

/// <summary>What the executor does next with a task.</summary>
public enum NextStep
{
    /// <summary>Nothing: say nothing, touch no container.</summary>
    LetGo,

    /// <summary>Ask for the create again (<see cref="WorkerProtocol.BeginCreate"/>): what had the name is gone.</summary>
    Create,

    /// <summary>Ask for the start (<see cref="WorkerProtocol.BeginStart"/>): it is our own container.</summary>
    Start,

    /// <summary>Follow logs and wait for the end; then collect.</summary>
    Follow,

    /// <summary>It has ended: read the rest of the logs and the outputs, report <see cref="WorkerProtocol.Finished"/>.</summary>
    Collect,

    /// <summary>
    /// Rename every container of it (the creator starts by name: from now on its start fails), look again, and ask <see cref="WorkerProtocol.AfterVoid"/>.
    /// </summary>
    Void,

    /// <summary>
    /// Remove its containers <em>without force</em>: the engine refuses that for a running one, then ask <see cref="WorkerProtocol.AfterVoid"/> again. Afterwards report
    /// <see cref="WorkerProtocol.NotStarted"/>.
    /// </summary>
    RemoveVoided,

    /// <summary>Report <see cref="WorkerProtocol.NotStarted"/>.</summary>
    NotStarted,
}
