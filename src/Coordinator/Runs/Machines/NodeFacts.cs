namespace Fleet.Coordinator.Runs.Machines;

/// <summary>What an event tells of a node.</summary>
/// <param name="Id">Argo's node id.</param>
/// <param name="Name">Full name.</param>
/// <param name="DisplayName">Short name.</param>
/// <param name="Type">Argo's node type.</param>
/// <param name="Template">Template; null: none.</param>
/// <param name="Phase">Argo's phase.</param>
/// <param name="Message">Message; null: none.</param>
/// <param name="StartedAt">Begin; null: not yet.</param>
/// <param name="FinishedAt">End; null: not yet.</param>
/// <param name="ExitCode">Exit code of main as text; null: none.</param>
internal sealed record NodeFacts(
    string Id, string Name, string DisplayName, string Type, string? Template, string Phase, string? Message, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? ExitCode);
