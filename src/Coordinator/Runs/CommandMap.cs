using Fleet.Contracts;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>Users' requests as messages, and back.</summary>
internal static class CommandMap
{
    /// <summary>Actions that are known, for sentences.</summary>
    public const string Known = "suspend, resume, stop, terminate, set, retry, delete";

    /// <summary>Deletes; not the engine's.</summary>
    public static WorkflowCommand Delete { get; } = new() { Action = "delete", Name = "" };

    /// <summary>The message of a request; whom it is for is added by the sender.</summary>
    public static WorkflowCommand Write(UserRequest request) => request switch
    {
        SuspendRequested => new() { Action = "suspend", Name = "" },
        ResumeRequested resume => new() { Action = "resume", Name = "", NodeFieldSelector = resume.NodeFieldSelector },
        StopRequested stop => new() { Action = "stop", Name = "", Message = stop.Message, NodeFieldSelector = stop.NodeFieldSelector },
        TerminateRequested => new() { Action = "terminate", Name = "" },
        SetNodeRequested set => new() { Action = "set", Name = "", NodeFieldSelector = set.NodeFieldSelector, Phase = set.Phase, Message = set.Message, OutputParameters = set.OutputParameters },
        RetryRequested retry => new() { Action = "retry", Name = "", RestartSuccessful = retry.RestartSuccessful, NodeFieldSelector = retry.NodeFieldSelector, Parameters = retry.Parameters },
        _ => throw new NotSupportedException($"{request.GetType().Name} cannot be sent as a message."),
    };

    /// <summary>The request of a message; null: the action is unknown, or not the engine's.</summary>
    public static UserRequest? Read(WorkflowCommand command) => command.Action switch
    {
        "suspend" => new SuspendRequested(),
        "resume" => new ResumeRequested(NotEmpty(command.NodeFieldSelector)),
        "stop" => new StopRequested(NotEmpty(command.Message), NotEmpty(command.NodeFieldSelector)),
        "terminate" => new TerminateRequested(),
        "set" => new SetNodeRequested(command.NodeFieldSelector ?? "", NotEmpty(command.Phase), NotEmpty(command.Message), command.OutputParameters ?? new Dictionary<string, string>()),
        "retry" => new RetryRequested(command.RestartSuccessful, NotEmpty(command.NodeFieldSelector), command.Parameters ?? new Dictionary<string, string>()),
        _ => null,
    };

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
