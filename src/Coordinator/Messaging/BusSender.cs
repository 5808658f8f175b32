using System.Collections.Frozen;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Storage;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary>Sends outbox rows: to the exchange of a worker (mandatory), or to the topic exchange of events.</summary>
internal sealed class BusSender(IBus bus) : IMessageSender
{
    /// <summary>Patience of one send. The broker's confirm can fail to come for ever across a restart.</summary>
    private static readonly TimeSpan SendToken = TimeSpan.FromSeconds(5);

    /// <summary>Outer limit: the token itself can fire late, or not at all, while the broker is frozen.</summary>
    private static readonly TimeSpan OuterLimit = TimeSpan.FromSeconds(30);

    private static readonly Uri EventsAddress = new($"exchange:{EntityNames.Events}?type=topic");

    private static readonly FrozenDictionary<string, string> Urns = new Dictionary<string, string>
    {
        [MessageKinds.Orders] = MessageEnvelope.Urn(typeof(WorkerOrders)),
        [MessageKinds.Welcome] = MessageEnvelope.Urn(typeof(WorkerWelcome)),
        [MessageKinds.Over] = MessageEnvelope.Urn(typeof(SessionOver)),
        [MessageKinds.Drain] = MessageEnvelope.Urn(typeof(WorkerDrain)),
    }.ToFrozenDictionary();

    public Task<SendResult> SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        if (row.Kind == MessageKinds.Event)
            return SendAsync(EventsAddress, new StoredBody(row.Body.ToArray(), StoredBody.CloudEvent), row.MessageId, row.Destination, mandatory: false, cancellationToken);
        if (!Urns.TryGetValue(row.Kind, out var urn))
            throw new InvalidOperationException($"Outbox row {row.Sequence} has the kind '{row.Kind}', which this version does not know. Was the store written by a newer one?");
        var body = new StoredBody(MessageEnvelope.Wrap(row.MessageId, urn, row.Body.Span), StoredBody.Envelope);
        return SendAsync(new Uri("exchange:" + EntityNames.WorkerQueue(row.Destination)), body, row.MessageId, null, mandatory: true, cancellationToken);
    }

    /// <summary>Sends any serialised message to an exchange.</summary>
    public Task<SendResult> SendAsync(Uri exchange, StoredBody body, Guid messageId, string? routingKey, bool mandatory, CancellationToken cancellationToken) =>
        SendAsync(exchange, body, messageId, new Manner(routingKey, mandatory, null), cancellationToken);

    /// <summary>Sends a question that is to be answered to a queue.</summary>
    public Task<SendResult> AskAsync(Uri exchange, StoredBody body, Guid messageId, string replyTo, CancellationToken cancellationToken) =>
        SendAsync(exchange, body, messageId, new Manner(null, Mandatory: true, replyTo), cancellationToken);

    private async Task<SendResult> SendAsync(Uri exchange, StoredBody body, Guid messageId, Manner manner, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(SendToken);
        try
        {
            await SendCoreAsync(exchange, body, messageId, manner, patience.Token).WaitAsync(OuterLimit, cancellationToken).ConfigureAwait(false);
            return SendResult.Sent;
        }
        catch (MessageReturnedException)
        {
            return SendResult.Unroutable;
        }
    }

    private async Task SendCoreAsync(Uri exchange, StoredBody body, Guid messageId, Manner manner, CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(exchange).ConfigureAwait(false);
        await endpoint.Send(StoredBody.Message.Instance, context =>
        {
            context.MessageId = messageId;
            context.Serializer = body;
            context.ContentType = body.ContentType;
            if (!context.TryGetPayload<RabbitMqSendContext>(out var rabbit)) return;
            rabbit.Mandatory = manner.Mandatory;
            if (manner.RoutingKey is not null) rabbit.RoutingKey = manner.RoutingKey;
            if (manner.ReplyTo is not null) rabbit.BasicProperties.ReplyTo = manner.ReplyTo;
        }, cancellationToken).ConfigureAwait(false);
    }

    private readonly record struct Manner(string? RoutingKey, bool Mandatory, string? ReplyTo);
}
