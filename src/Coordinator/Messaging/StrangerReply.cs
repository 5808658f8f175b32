using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Fleet.Coordinator.Messaging;

/// <summary>
/// Answers a client that we know nothing of: plain JSON through the default exchange to its <c>reply-to</c>, with its <c>correlation-id</c>. Never through an address that the
/// client chose: declaring a foreign exclusive queue would close our channel, again and again. A dead or wrong reply-to is dropped by the broker, harmlessly.
/// </summary>
internal static class StrangerReply
{
    public static async Task SendAsync(ReceiveContext context, SubmitReply reply, CancellationToken cancellationToken)
    {
        if (!context.TryGetPayload<RabbitMqBasicConsumeContext>(out var message) || !context.TryGetPayload<ChannelContext>(out var channel)) return;
        if (message.Properties.ReplyTo is not { Length: > 0 } replyTo) return;
        var body = JsonSerializer.SerializeToUtf8Bytes(reply, WireJson.Default.SubmitReply);
        var properties = new BasicProperties
        {
            ContentType = "application/json",
            CorrelationId = message.Properties.CorrelationId ?? message.Properties.MessageId,
        };
        await channel.BasicPublishAsync("", replyTo, false, properties, body, false, cancellationToken).ConfigureAwait(false);
    }
}
