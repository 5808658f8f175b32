namespace Fleet.Contracts;

/// <summary>Size limits of every message. A message above its limit is refused with a sentence, never truncated in silence.</summary>
public static class MessageLimits
{
    /// <summary>Largest value carried inline in a message or node row, in bytes of UTF-8 (64 KiB).</summary>
    public const int InlineValueBytes = 64 * 1024;

    /// <summary>Largest value at all, in bytes of UTF-8 (64 MiB): what is not carried inline lies in the artifact store meanwhile. A default: <c>FLEET_VALUE_LIMIT</c> says otherwise.</summary>
    public const int ValueBytes = 64 * 1024 * 1024;

    /// <summary>Largest captured standard output that becomes <c>outputs.result</c>, in bytes: the last 256 KiB count (Argo's rule).</summary>
    public const int ResultBytes = 256 * 1024;

    /// <summary>Largest submission over HTTP, in bytes (16 MiB): while it is read it is in memory many times. A default: <c>FLEET_SUBMISSION_LIMIT</c> says otherwise.</summary>
    public const int SubmissionBytes = 16 * 1024 * 1024;

    /// <summary>Largest submission over the queue, in bytes (15 MiB): RabbitMQ 4 takes messages of 16 MiB.</summary>
    public const int QueuedSubmissionBytes = 15 * 1024 * 1024;

    /// <summary>Most that a report carries inline of the outputs of one task, in bytes of UTF-8 (1 MiB): what comes after it goes through the artifact store.</summary>
    public const int OutputsBytes = 1024 * 1024;

    /// <summary>Largest work of one task as it is sent, in bytes of JSON (8 MiB): RabbitMQ 4 takes messages of 16 MiB, and an order may carry other tasks too.</summary>
    public const int TaskBytes = 8 * 1024 * 1024;

    /// <summary>Largest message that is sent at all, in bytes: what RabbitMQ 4 takes (<c>max_message_size</c>, 16 MiB) without room for an envelope.</summary>
    public const int MessageBytes = (16 * 1024 * 1024) - 4096;

    /// <summary>Most tasks in one <see cref="WorkerOrders"/>.</summary>
    public const int OrdersTasks = 64;

    /// <summary>Soft limit of one <see cref="WorkerOrders"/>, in bytes (1 MiB): a batch that has reached it takes nothing more.</summary>
    public const int OrdersBytes = 1024 * 1024;

    /// <summary>Most claims, and most groups of kept containers, that one <see cref="WorkerBeat"/> names; of more the next ones with the next beat.</summary>
    public const int BeatNames = 200;

    /// <summary>Most items in one <see cref="WorkerReport"/>.</summary>
    public const int ReportItems = 200;

    /// <summary>Largest <see cref="LogChunk"/> payload, in bytes (256 KiB).</summary>
    public const int LogChunkBytes = 256 * 1024;

    /// <summary>Longest status or error message kept on a node, in characters.</summary>
    public const int MessageChars = 4096;
}
