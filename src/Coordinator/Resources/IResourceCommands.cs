namespace Fleet.Coordinator.Resources;

/// <summary>Changes to objects beside workflows. Each call ends when the change is committed.</summary>
public interface IResourceCommands
{
    /// <summary>Makes, replaces or deletes an object.</summary>
    /// <param name="change">What is to be done.</param>
    /// <param name="cancellationToken">Ends the waiting, not the change.</param>
    /// <exception cref="Runs.NotLeadingException">Another coordinator leads: send a <see cref="Contracts.WorkflowCommand"/> instead.</exception>
    Task<ResourceReply> ChangeAsync(ResourceChange change, CancellationToken cancellationToken);
}
