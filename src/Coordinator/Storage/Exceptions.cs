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
