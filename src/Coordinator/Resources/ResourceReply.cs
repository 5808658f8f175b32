using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Resources;

/// <summary>What became of a <see cref="ResourceChange"/>.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Row">The object after it (after a delete: as it was); null: it was refused.</param>
public sealed record ResourceReply(ResourceOutcome Outcome, ResourceRow? Row);

/// <summary>What became of a change.</summary>
public enum ResourceOutcome
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>It was replaced.</summary>
    Configured,

    /// <summary>It says that already; nothing was written.</summary>
    Unchanged,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>Refused: there is no such object.</summary>
    NotFound,

    /// <summary>Refused: there is one of that name.</summary>
    Exists,

    /// <summary>Refused: it was changed since the version that was named.</summary>
    Stale,
}
