namespace Fleet.Workflows.Dispatch;

/// <summary>A message of the leader to itself through <c>fleet.coordinator</c> (rule 3); see <see cref="Dispatcher.ProbeReturned"/>.</summary>
/// <param name="Epoch">The leader's epoch.</param>
/// <param name="Number">Number within the epoch.</param>
public sealed record Probe(long Epoch, long Number);
