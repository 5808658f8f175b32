using Fleet.Contracts;
using Fleet.Coordinator.Runs;

namespace Fleet.Coordinator.Leading;

/// <summary>The way from a coordinator that stands by to the one that leads.</summary>
internal interface ILeaderLink
{
    /// <summary>There is one: both are on one broker.</summary>
    bool Exists { get; }

    /// <summary>Has a workflow accepted by whoever leads.</summary>
    /// <exception cref="NotLeadingException">Nobody leads, or nobody has answered in time.</exception>
    Task<SubmitReply> SubmitAsync(SubmitWorkflow request, CancellationToken cancellationToken);

    /// <summary>Has a command carried out by whoever leads.</summary>
    /// <exception cref="NotLeadingException">Nobody leads, or nobody has answered in time.</exception>
    Task<SubmitReply> CommandAsync(WorkflowCommand command, CancellationToken cancellationToken);
}
