using Fleet.Contracts;

namespace Fleet.Coordinator.Runs;

/// <summary>Where the transport delivers what workers say. A task ends when what the message led to is committed: only then may the message be acknowledged.</summary>
/// <remarks>Messages may come in any order and twice. After leadership has ended the tasks never end: the transport lets go of its deliveries, and they go to the next leader.</remarks>
public interface ILeaderInbox
{
    /// <summary>A worker asks for a session.</summary>
    Task ReceiveAsync(WorkerHello hello);

    /// <summary>A worker's sign of life.</summary>
    Task ReceiveAsync(WorkerBeat beat);

    /// <summary>What happened to tasks.</summary>
    Task ReceiveAsync(WorkerReport report);

    /// <summary>The leader's own probe came round, and everything delivered before it is decided.</summary>
    Task ReceiveAsync(LeaderProbe probe);

    /// <summary>The transport was away and is back: silence in between says nothing about workers.</summary>
    void TransportReturned();
}
