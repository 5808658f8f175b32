using Fleet.Contracts;

namespace Fleet.Coordinator.Runs;

/// <summary>What a leader needs of the message transport. Only the leader consumes.</summary>
public interface ILeaderTransport
{
    /// <summary>Begins to consume for a new leader.</summary>
    /// <param name="inbox">Takes what workers say.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Dispose it to stop consuming; deliveries in progress go back to the queue.</returns>
    Task<IAsyncDisposable> ConsumeAsync(ILeaderInbox inbox, CancellationToken cancellationToken);

    /// <summary>Sends the leader's probe to itself, through the same queue as the workers' messages.</summary>
    Task ProbeAsync(LeaderProbe probe, CancellationToken cancellationToken);
}
