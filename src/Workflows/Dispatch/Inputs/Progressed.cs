using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Dispatch;

/// <summary>How far a task is while it gets ready.</summary>
/// <param name="WorkerId">Who says it.</param>
/// <param name="Session">In which session.</param>
/// <param name="Stamp">About what.</param>
/// <param name="Message">A sentence for users; null: none.</param>
/// <param name="Containers">Facts of members of a container set; null: none.</param>
/// <param name="Collecting">Its containers have ended, and its outputs are stored.</param>
public sealed record Progressed(string WorkerId, long Session, DispatchStamp Stamp, string? Message, IReadOnlyList<ContainerOutcome>? Containers = null, bool Collecting = false) : ReportItem(WorkerId, Session, Stamp);
