namespace Fleet.Workflows.Dispatch;

/// <summary>A live task as users see it.</summary>
/// <param name="State">State.</param>
/// <param name="Dispatch">Issues so far.</param>
/// <param name="WorkerId">Worker it is with; null: none.</param>
/// <param name="HostName">Host of that worker; null: none.</param>
/// <param name="Losses">Why earlier dispatches were given up, oldest first.</param>
public sealed record TaskView(LiveTaskState State, int Dispatch, string? WorkerId, string? HostName, IReadOnlyList<string> Losses);
