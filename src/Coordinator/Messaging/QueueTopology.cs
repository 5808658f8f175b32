using Fleet.Contracts;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary>
/// Types and arguments of the queues. They cannot be changed once a queue exists (the broker refuses with 406), so they are written down in this one place and pinned by a test.
/// Only arguments that RabbitMQ 3.10 to 4.x all know are used.
/// </summary>
internal static class QueueTopology
{
    /// <summary>Deliveries of one message before it goes to <see cref="EntityNames.Dead"/>. High: every fail-over of a coordinator counts as one for all it held.</summary>
    public const int DeliveryLimit = 100;

    /// <summary>Returns of one message in <see cref="EntityNames.Dead"/>, each a look at it: as good as no limit, which RabbitMQ 3.10 has no number for. RabbitMQ 4 drops after 20 where none is set.</summary>
    public const int DeadDeliveryLimit = 1_000_000;

    /// <summary>Most bytes that wait in <see cref="EntityNames.Logs"/> (256 MiB); then workers wait, and the engines' own log files are the buffer.</summary>
    public const int LogsBytes = 256 * 1024 * 1024;

    /// <summary>MassTransit declares the queue of dead messages with the arguments of the queue they come from: those of its own are taken off, or the broker refuses.</summary>
    public static void Dead(IRabbitMqQueueBindingConfigurator queue)
    {
        foreach (var argument in new[] { "x-dead-letter-exchange", "x-max-length-bytes", "x-overflow", "x-expires" }) queue.SetQueueArgument(argument, null!);
        queue.SetQueueArgument("x-queue-type", "quorum");
        queue.SetQueueArgument("x-delivery-limit", DeadDeliveryLimit);
    }

    /// <summary>A durable quorum queue with a delivery limit.</summary>
    public static void Quorum(IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        endpoint.SetQuorumQueue();
        endpoint.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        DeadLetters(endpoint);
    }

    /// <summary>The bounded classic queue of log chunks.</summary>
    public static void Logs(IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        endpoint.SetQueueArgument("x-max-length-bytes", LogsBytes);
        endpoint.SetQueueArgument("x-overflow", "reject-publish");
        DeadLetters(endpoint);
    }

    private static void DeadLetters(IRabbitMqReceiveEndpointConfigurator endpoint) =>
        endpoint.BindDeadLetterQueue(EntityNames.Dead, EntityNames.Dead, Dead);
}
