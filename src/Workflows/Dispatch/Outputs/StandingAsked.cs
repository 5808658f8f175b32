namespace Fleet.Workflows.Dispatch;

/// <summary>A worker names a dispatch of a task that is not live here. The host looks the task up, outside the commit, and answers by <see cref="Dispatcher.StandingKnown"/>.</summary>
/// <param name="Stamp">The dispatch.</param>
public sealed record StandingAsked(DispatchStamp Stamp);
