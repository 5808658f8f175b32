using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>A report for <c>fleet.coordinator</c>; answered by <see cref="WorkerProtocol.ReportSent"/> in any case: one is in flight at a time.</summary>
/// <param name="Number">Number within the process, for the answer.</param>
/// <param name="Message">The message.</param>
public sealed record OutgoingReport(long Number, WorkerReport Message);
