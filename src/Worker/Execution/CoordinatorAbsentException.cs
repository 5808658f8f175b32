namespace Fleet.Worker.Execution;

/// <summary>The broker has no queue for what a worker says: no coordinator has led on it yet.</summary>
public sealed class CoordinatorAbsentException : Exception
{
    /// <summary>The queue that is not there.</summary>
    /// <param name="queue">Its name.</param>
    /// <param name="inner">What the transport said.</param>
    public CoordinatorAbsentException(string queue, Exception inner)
        : base($"This worker waits for a coordinator: none has made the queue {queue} on this broker yet. Start one (fleet coordinator), or check that FLEET_AMQP names the broker that it uses.", inner)
    {
    }
}
