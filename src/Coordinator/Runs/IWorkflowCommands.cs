using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>What users ask of workflows that exist. Each call ends when the decision is committed.</summary>
public interface IWorkflowCommands
{
    /// <summary>Hands a user's request to the engine.</summary>
    /// <param name="uid">The workflow.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Ends the waiting, not the request.</param>
    /// <exception cref="NotLeadingException">Another coordinator leads: send a <see cref="Contracts.WorkflowCommand"/> instead.</exception>
    Task<CommandReply> RequestAsync(Guid uid, UserRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes a workflow: what runs is stopped, its rows go, a tombstone with a version stays.</summary>
    /// <param name="uid">The workflow.</param>
    /// <param name="cancellationToken">Ends the waiting, not the request.</param>
    /// <exception cref="NotLeadingException">Another coordinator leads.</exception>
    Task<CommandReply> DeleteAsync(Guid uid, CancellationToken cancellationToken);
}
