using Fleet.Contracts;

namespace Fleet.Coordinator.Submission;

/// <summary>The one way in for workflows: queue, HTTP API and CLI use it alike. Parses, validates (all errors at once), stores, answers.</summary>
public interface ISubmissions
{
    /// <summary>Parses and validates; nothing is stored and no name is looked up (<c>lint</c>, dry runs).</summary>
    /// <param name="request">What is submitted.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    Task<SubmissionResult> CheckAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken);

    /// <summary>Accepts a workflow: when the task ends well it is committed, and it will run.</summary>
    /// <param name="request">What is submitted.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting, not the submission.</param>
    /// <returns>The accepted workflow, or why not. Invalid input is a result, never an exception.</returns>
    /// <exception cref="Runs.NotLeadingException">Another coordinator leads: send it there, or to <see cref="EntityNames.Submit"/>.</exception>
    Task<SubmissionResult> SubmitAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken);
}
