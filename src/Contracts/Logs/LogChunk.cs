namespace Fleet.Contracts;

/// <summary>A piece of one log stream of one container. Chunks of a stream are sent one after another; a repeated offset is a duplicate.</summary>
public sealed record LogChunk : IFleetMessage
{
    /// <summary>The task and dispatch that wrote it.</summary>
    public required TaskStamp Stamp { get; init; }

    /// <summary>Namespace of the workflow.</summary>
    public required string Namespace { get; init; }

    /// <summary>Pod name (Argo's v2 format).</summary>
    public required string PodName { get; init; }

    /// <summary>Container name within the task; <c>main</c> for a simple container.</summary>
    public required string Container { get; init; }

    /// <summary><c>stdout</c> or <c>stderr</c>.</summary>
    public required string Stream { get; init; }

    /// <summary>Byte offset of this chunk in the stream.</summary>
    public required long Offset { get; init; }

    /// <summary>Whole lines; each begins with the engine's RFC 3339 nanosecond timestamp and a blank. UTF-8 is not assumed.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>The engine's timestamp of the last line, nanoseconds since the Unix epoch.</summary>
    public required long LastNanos { get; init; }

    /// <summary>Labels of the pod, with the first chunk of a stream only (offset 0): <c>logs -l</c> selects by them.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Nothing follows in this stream.</summary>
    public bool End { get; init; }

    /// <summary>Format number.</summary>
    public int Format { get; init; } = ProtocolVersion.Current;
}
