namespace Fleet.Workflows.Dispatch;

/// <summary>A message of the leader to itself through <c>fleet.coordinator</c> (rule 3); see <see cref="Dispatcher.ProbeReturned"/>.</summary>
/// <param name="Epoch">The leader's epoch.</param>
/// <param name="Number">Number within the epoch; rises, also over dispatchers that are loaded again in it.</param>
public sealed record Probe(long Epoch, long Number);
