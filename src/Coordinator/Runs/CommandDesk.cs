using Fleet.Contracts;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>Carries out a <see cref="WorkflowCommand"/> that came as a message, and words the answer.</summary>
internal sealed class CommandDesk(IFleetStore store, IWorkflowCommands commands)
{
    private const string Known = "suspend, resume, stop, terminate, delete";

    public async Task<SubmitReply> CarryOutAsync(WorkflowCommand command, CancellationToken cancellationToken)
    {
        var ns = string.IsNullOrEmpty(command.Namespace) ? "default" : command.Namespace;
        if (!IsKnown(command.Action))
            return Error($"Unknown action '{command.Action}'; known are {Known}.");
        var summary = await store.FindAsync(ns, command.Name, cancellationToken).ConfigureAwait(false);
        if (summary is null) return NotFound(ns, command.Name);
        var reply = Request(command) is { } request
            ? await commands.RequestAsync(summary.Uid, request, cancellationToken).ConfigureAwait(false)
            : await commands.DeleteAsync(summary.Uid, cancellationToken).ConfigureAwait(false);
        return reply.Outcome switch
        {
            CommandOutcome.Done => new SubmitReply { Namespace = ns, Name = command.Name, Uid = summary.Uid.ToString("D") },
            CommandOutcome.NotFound => NotFound(ns, command.Name),
            _ => Error(reply.Message ?? $"'{command.Action}' cannot be done to workflow '{command.Name}' now."),
        };
    }

    private static bool IsKnown(string action) => action is "suspend" or "resume" or "stop" or "terminate" or "delete";

    /// <summary>The engine's request; null: delete, which is not the engine's.</summary>
    private static UserRequest? Request(WorkflowCommand command) => command.Action switch
    {
        "suspend" => new SuspendRequested(),
        "resume" => new ResumeRequested(command.NodeFieldSelector),
        "stop" => new StopRequested(command.Message, command.NodeFieldSelector),
        "terminate" => new TerminateRequested(),
        _ => null,
    };

    private static SubmitReply NotFound(string ns, string name) => Error($"There is no workflow '{name}' in namespace '{ns}'.");

    private static SubmitReply Error(string message) => new() { Errors = [new SubmitError(message)] };
}
