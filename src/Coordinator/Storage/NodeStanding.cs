namespace Fleet.Coordinator.Storage;

/// <summary>What the store knows of a node.</summary>
public enum NodeStanding
{
    /// <summary>Neither its workflow nor a tombstone of it is there, or the workflow has no such node.</summary>
    Unknown,

    /// <summary>The node has a row.</summary>
    Known,

    /// <summary>
    /// The node has a row, and it is for another scope to say what becomes of its containers: its workflow has not ended (it runs there, or waits for whoever takes the scope over),
    /// or has ended and the leader of that scope still stands.
    /// </summary>
    Elsewhere,

    /// <summary>Its workflow was deleted; the tombstone is there.</summary>
    Deleted,
}
