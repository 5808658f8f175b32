namespace Fleet.Coordinator.Storage;

/// <summary>What the store knows of a node.</summary>
public enum NodeStanding
{
    /// <summary>Neither its workflow nor a tombstone of it is there, or the workflow has no such node.</summary>
    Unknown,

    /// <summary>The node has a row.</summary>
    Known,

    /// <summary>Its workflow was deleted; the tombstone is there.</summary>
    Deleted,
}
