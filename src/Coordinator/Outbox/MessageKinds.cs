using Fleet.Contracts;

namespace Fleet.Coordinator.Outbox;

/// <summary>Values of <see cref="Storage.OutboxRow.Kind"/>: which message the body is. Stored, so they never change.</summary>
internal static class MessageKinds
{
    /// <summary><see cref="WorkerOrders"/>; the destination is the worker's id.</summary>
    public const string Orders = "WorkerOrders";

    /// <summary><see cref="WorkerWelcome"/>; the destination is the worker's id.</summary>
    public const string Welcome = "WorkerWelcome";

    /// <summary><see cref="SessionOver"/>; the destination is the worker's id.</summary>
    public const string Over = "SessionOver";

    /// <summary><see cref="WorkerDrain"/>; the destination is the worker's id.</summary>
    public const string Drain = "WorkerDrain";

    /// <summary><see cref="CloudEvent"/>; the destination is the routing key.</summary>
    public const string Event = "CloudEvent";
}
