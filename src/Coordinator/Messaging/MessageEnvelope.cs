using System.Buffers;
using System.Text.Json;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary>Puts a serialised message into MassTransit's JSON envelope without parsing it again.</summary>
internal static class MessageEnvelope
{
    public static byte[] Wrap(Guid messageId, string messageUrn, ReadOnlySpan<byte> message)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Length + 192);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("messageId"u8, messageId);
            json.WriteStartArray("messageType"u8);
            json.WriteStringValue(messageUrn);
            json.WriteEndArray();
            json.WritePropertyName("message"u8);
            json.WriteRawValue(message, skipInputValidation: true);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Name of a message type on the wire. Pinned by a test: renaming a contract breaks running workers.</summary>
    public static string Urn(Type message) => MessageUrn.ForTypeString(message);
}
