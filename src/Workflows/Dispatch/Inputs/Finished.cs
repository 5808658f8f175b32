using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Dispatch;

/// <summary>A dispatch ended for good: exited, stopped, out of time, or impossible to run. Repeated until settled.</summary>
/// <param name="WorkerId">Who says it.</param>
/// <param name="Session">In which session; a real end counts from any (rule 16), <see cref="TaskOutcomeKind.Refused"/> from the assigned one only.</param>
/// <param name="Stamp">About what.</param>
/// <param name="Outcome">The facts.</param>
public sealed record Finished(string WorkerId, long Session, DispatchStamp Stamp, TaskOutcome Outcome) : ReportItem(WorkerId, Session, Stamp);
