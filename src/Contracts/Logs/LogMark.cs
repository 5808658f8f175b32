namespace Fleet.Contracts;

/// <summary>Where a stored log stream ends.</summary>
/// <param name="Nanos">The engine's timestamp of the last stored line, nanoseconds since the Unix epoch; 0: nothing stored.</param>
/// <param name="Offset">Bytes stored so far.</param>
public readonly record struct LogMark(long Nanos, long Offset);
