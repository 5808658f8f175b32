using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Outbox;

/// <summary>Carries one stored message to the transport. Safe to call from several threads.</summary>
public interface IMessageSender
{
    /// <summary>Sends a message; the same <see cref="OutboxRow.MessageId"/> at every repetition.</summary>
    /// <returns><see cref="SendResult.Sent"/>: the transport has it.</returns>
    /// <exception cref="Exception">Unknown whether it arrived (broker away, confirm late): send it again.</exception>
    Task<SendResult> SendAsync(OutboxRow row, CancellationToken cancellationToken);
}

/// <summary>What became of a send.</summary>
public enum SendResult
{
    /// <summary>The transport has it.</summary>
    Sent,

    /// <summary>Nobody has declared the receiver's queue: the message is dropped (protocol rule 19), beats and leases repair it.</summary>
    Unroutable,

    /// <summary>What it names is not there yet: the message is dropped, beats bring it again.</summary>
    Delayed,
}
