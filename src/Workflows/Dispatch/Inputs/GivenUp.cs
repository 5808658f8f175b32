namespace Fleet.Workflows.Dispatch;

/// <summary>A dispatch that came to nothing for infrastructure reasons. Counts from the assigned session only (rule 16) and leads to the next dispatch. Repeated until settled.</summary>
/// <param name="WorkerId">Who says it.</param>
/// <param name="Session">In which session.</param>
/// <param name="Stamp">About what.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Reason">A sentence: what failed and why.</param>
public sealed record GivenUp(string WorkerId, long Session, DispatchStamp Stamp, GivenUpKind Kind, string Reason) : ReportItem(WorkerId, Session, Stamp);
