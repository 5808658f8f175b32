namespace Fleet.Workflows.Engine;

/// <summary>What of an ended pod stays on its engine.</summary>
/// <param name="Group">With what it goes.</param>
/// <param name="Succeeded">How long it stays at most when it succeeded; null: as long as the group.</param>
/// <param name="Failed">As above, when it did not.</param>
public sealed record PodGcPlan(PodGcGroup Group, TimeSpan? Succeeded, TimeSpan? Failed);
