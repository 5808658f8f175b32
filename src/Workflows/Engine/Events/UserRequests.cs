namespace Fleet.Workflows.Engine;

/// <summary>What a user asks of a workflow. The engine answers by <see cref="RequestRefused"/> where it cannot be done.</summary>
public abstract record UserRequest : EngineEvent;

/// <summary>Nothing new starts until resumed (<c>spec.suspend</c>).</summary>
public sealed record SuspendRequested : UserRequest;

/// <summary>Clears <c>spec.suspend</c> and completes suspend nodes.</summary>
/// <param name="NodeFieldSelector">Only matching suspend nodes; null: all.</param>
public sealed record ResumeRequested(string? NodeFieldSelector) : UserRequest;

/// <summary>Stops the workflow; exit handlers run. With a selector only the matching suspend nodes fail.</summary>
/// <param name="Message">Message for the failed nodes.</param>
/// <param name="NodeFieldSelector">Only matching suspend nodes; null: the workflow.</param>
public sealed record StopRequested(string? Message, string? NodeFieldSelector) : UserRequest;

/// <summary>Stops the workflow without exit handlers.</summary>
public sealed record TerminateRequested : UserRequest;

/// <summary>Sets outputs, phase or message of suspend nodes (<c>argo node set</c>).</summary>
/// <param name="NodeFieldSelector">Which nodes.</param>
/// <param name="Phase">New phase; null: unchanged.</param>
/// <param name="Message">New message; null: unchanged.</param>
/// <param name="OutputParameters">Values for supplied outputs.</param>
public sealed record SetNodeRequested(string NodeFieldSelector, string? Phase, string? Message, IReadOnlyDictionary<string, string> OutputParameters) : UserRequest;

/// <summary>Runs a finished workflow again from where it failed (<c>argo retry</c>): what failed and what came after it is run again, what succeeded is kept.</summary>
/// <param name="RestartSuccessful">Nodes that match <paramref name="NodeFieldSelector"/> are run again too, whatever became of them.</param>
/// <param name="NodeFieldSelector">Those nodes; counts with <paramref name="RestartSuccessful"/> only. Null: none.</param>
/// <param name="Parameters">New values of the workflow's arguments.</param>
public sealed record RetryRequested(bool RestartSuccessful, string? NodeFieldSelector, IReadOnlyDictionary<string, string> Parameters) : UserRequest
{
    /// <summary>Why a workflow cannot be retried so, in Argo's words; null: it can.</summary>
    /// <param name="phase">Its phase.</param>
    /// <param name="finished">It has ended.</param>
    /// <returns>The sentence.</returns>
    public string? Refusal(string phase, bool finished) =>
        !finished ? $"Cannot retry a workflow in phase {(string.IsNullOrEmpty(phase) ? "Pending" : phase)}"
        : phase == "Succeeded" && this is not { RestartSuccessful: true, NodeFieldSelector.Length: > 0 } ? "To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector"
        : null;
}
