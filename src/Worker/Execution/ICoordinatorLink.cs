using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>How a worker speaks to the coordinator. A call completes when the broker has confirmed the message, and fails when it has not or nobody knows; nothing is repeated here.</summary>
public interface ICoordinatorLink
{
    /// <summary>Sends a hello.</summary>
    /// <exception cref="CoordinatorAbsentException">There is no queue for it: no coordinator has led on this broker yet.</exception>
    Task SendAsync(WorkerHello message, CancellationToken cancellationToken);

    /// <summary>Sends a beat.</summary>
    Task SendAsync(WorkerBeat message, CancellationToken cancellationToken);

    /// <summary>Sends a report.</summary>
    Task SendAsync(WorkerReport message, CancellationToken cancellationToken);

    /// <summary>Sends a log chunk; fails too while the queue is full.</summary>
    Task SendAsync(LogChunk message, CancellationToken cancellationToken);
}
