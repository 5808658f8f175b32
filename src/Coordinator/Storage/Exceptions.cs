namespace Fleet.Coordinator.Storage;

/// <summary>A commit was refused because another leader has taken over.</summary>
/// <param name="leadership">The lead that is over.</param>
public sealed class LeadershipLostException(Leadership leadership)
    : Exception($"Epoch {leadership.Epoch} of scope '{leadership.Scope}' is over: another coordinator leads. Cached state was dropped.")
{
    /// <summary>The lead that is over.</summary>
    public Leadership Leadership { get; } = leadership;
}

/// <summary>A row breaks a rule of the store.</summary>
/// <param name="workflow">The workflow at fault.</param>
/// <param name="message">What is wrong.</param>
public sealed class StoreConflictException(Guid workflow, string message) : Exception(message)
{
    /// <summary>The workflow at fault.</summary>
    public Guid Workflow { get; } = workflow;
}

/// <summary>
/// The database could not do its work now: disk full, connection lost, locked for too long. Nothing of the group may be taken as written, nor as not written
/// (an answer to a commit can get lost): drop cached state, take the lead anew, load, and go on from what is there.
/// </summary>
/// <param name="message">What failed and what to do.</param>
/// <param name="inner">The driver's error.</param>
public sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);
