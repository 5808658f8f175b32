using System.Net.Mime;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary>Sends bytes that were serialised before (and stored in the outbox) as they are.</summary>
internal sealed class StoredBody(byte[] body, ContentType contentType) : IMessageSerializer
{
    public static readonly ContentType Envelope = new("application/vnd.masstransit+json");
    public static readonly ContentType CloudEvent = new("application/cloudevents+json");

    public ContentType ContentType => contentType;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => new BytesMessageBody(body);

    /// <summary>What MassTransit is told to send; the bytes come from the serializer.</summary>
    public sealed class Message
    {
        public static readonly Message Instance = new();
    }
}
