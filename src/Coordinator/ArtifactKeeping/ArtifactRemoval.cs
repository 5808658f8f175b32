namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>What became of an artifact that was to be deleted: it is gone, unless this says otherwise.</summary>
/// <param name="LeftTo">The workflow that has its owner's names now, or had them meanwhile, and may have stored under the same key; null: there is none.</param>
/// <param name="Stays">Why it stays where it is, for good; null: nothing keeps it there.</param>
public sealed record ArtifactRemoval(Guid? LeftTo = null, string? Stays = null);
