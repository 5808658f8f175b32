namespace Fleet.Contracts;

/// <summary>The leader has committed what a beat said: renews the worker's own trust in its session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Number">Number of the beat.</param>
/// <remarks>Sent with the orders of the same commit; the worker's lease counts from the moment it <em>sent</em> that beat.</remarks>
public sealed record BeatConfirmed(long Session, long Number);
