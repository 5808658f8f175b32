namespace Fleet.Worker.Messaging;

/// <summary>The worker cannot start: another one with its id is connected to the broker.</summary>
public sealed class WorkerIdTakenException : Exception
{
    /// <summary>An id that is taken.</summary>
    /// <param name="workerId">The id.</param>
    /// <param name="waited">How long the worker has waited for the other one to go.</param>
    public WorkerIdTakenException(string workerId, TimeSpan waited)
        : base($"another worker with the id '{workerId}' is connected to this broker, and has not gone within {waited.TotalSeconds:0} s. Ids must be unique in a Fleet: give this worker another one (--id, FLEET_WORKER_ID), or stop the other.")
    {
    }
}
