namespace Fleet.Contracts;

/// <summary>Names of the queues and exchanges of a Fleet on the broker (docs/messages.md). They are part of the interface: changing one breaks clients.</summary>
public static class EntityNames
{
    /// <summary>Durable quorum queue (and exchange of the same name) that takes workflow submissions, as envelope or as plain JSON.</summary>
    public const string Submit = "fleet.submit";

    /// <summary>Durable quorum queue that takes what workers say; consumed by the leading coordinator only.</summary>
    public const string Coordinator = "fleet.coordinator";

    /// <summary>Durable quorum queue that takes <see cref="WorkflowCommand"/>.</summary>
    public const string Commands = "fleet.commands";

    /// <summary>Durable classic queue that takes <see cref="LogChunk"/>; bounded, overflow <c>reject-publish</c>.</summary>
    public const string Logs = "fleet.logs";

    /// <summary>Topic exchange on which CloudEvents (JSON) are published.</summary>
    public const string Events = "fleet.events";

    /// <summary>Durable quorum queue for dead letters, with the reason in a header.</summary>
    public const string Dead = "fleet.dead";

    /// <summary>Prefix of the queue of one worker; see <see cref="WorkerQueue"/>.</summary>
    public const string WorkerPrefix = "fleet.worker.";

    /// <summary>Name of the durable classic queue of one worker.</summary>
    /// <param name="workerId">The worker's id, unique in the Fleet.</param>
    public static string WorkerQueue(string workerId) => WorkerPrefix + workerId;
}
