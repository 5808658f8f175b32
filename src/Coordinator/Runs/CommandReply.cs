namespace Fleet.Coordinator.Runs;

/// <summary>Answer to a user's request.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Message">The engine's sentence when it was refused; null: none.</param>
/// <param name="Version">resourceVersion of the workflow after it; 0: unchanged.</param>
public sealed record CommandReply(CommandOutcome Outcome, string? Message, long Version);

/// <summary>What became of a user's request.</summary>
public enum CommandOutcome
{
    /// <summary>It was carried out and committed.</summary>
    Done,

    /// <summary>There is no such workflow.</summary>
    NotFound,

    /// <summary>It cannot be done (workflow completed, no node matches).</summary>
    Refused,
}
