using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>Send to <c>fleet.coordinator</c> and answer by <see cref="WorkerProtocol.ReportSent"/> in any case: one report is in flight at a time.</summary>
/// <param name="Number">Number within the process, for the answer.</param>
/// <param name="Message">The message.</param>
public sealed record SendReport(long Number, WorkerReport Message) : WorkerAction;
