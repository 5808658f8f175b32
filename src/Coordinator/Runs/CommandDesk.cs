using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;

namespace Fleet.Coordinator.Runs;

/// <summary>Carries out a <see cref="WorkflowCommand"/> that came as a message, and words the answer.</summary>
internal sealed class CommandDesk(IFleetStore store, IWorkflowCommands commands, ResourceDesk resources)
{
    public async Task<SubmitReply> CarryOutAsync(WorkflowCommand command, CancellationToken cancellationToken)
    {
        var ns = string.IsNullOrEmpty(command.Namespace) ? "default" : command.Namespace;
        if (UnknownMembers.Errors(command.Unknown, WireJson.Default.WorkflowCommand).ToArray() is { Length: > 0 } unknown)
            return new SubmitReply { Reason = SubmitReply.Invalid, Errors = unknown };
        if (command.Kind is not (null or "" or "Workflow")) return await resources.CarryOutAsync(command, cancellationToken).ConfigureAwait(false);
        if (command.Manifest is not null || command.ResourceVersion is not null)
            return Error(SubmitReply.Invalid, "manifest and resourceVersion are for objects beside workflows: say their kind. A workflow is sent to fleet.submit.");
        var request = CommandMap.Read(command);
        if (request is null && command.Action != CommandMap.Delete.Action)
            return Error(SubmitReply.Invalid, $"Unknown action '{command.Action}'; known are {CommandMap.Known}.");
        if (command.Action == "set" && string.IsNullOrEmpty(command.NodeFieldSelector))
            return Error(SubmitReply.Invalid, "nodeFieldSelector is needed: it says which suspend nodes are meant.");
        if (await FindAsync(ns, command, cancellationToken).ConfigureAwait(false) is not { } summary)
            return NotFound(ns, command);
        var reply = request is not null
            ? await commands.RequestAsync(summary.Uid, request, cancellationToken).ConfigureAwait(false)
            : await commands.DeleteAsync(summary.Uid, cancellationToken).ConfigureAwait(false);
        return reply.Outcome switch
        {
            CommandOutcome.Done => new SubmitReply { Namespace = summary.Namespace, Name = summary.Name, Uid = summary.Uid.ToString("D") },
            CommandOutcome.NotFound => NotFound(ns, command),
            _ => Error(SubmitReply.Refused, reply.Message ?? $"'{command.Action}' cannot be done to workflow '{command.Name}' now."),
        };
    }

    /// <summary>By name; a uid that is given must be the one that is found.</summary>
    private async Task<WorkflowSummary?> FindAsync(string ns, WorkflowCommand command, CancellationToken cancellationToken)
    {
        var found = command.Name == "@latest"
            ? await store.FindLatestAsync(ns, cancellationToken).ConfigureAwait(false)
            : await store.FindAsync(ns, command.Name, cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(command.Uid) || (Guid.TryParse(command.Uid, out var uid) && uid == found?.Uid) ? found : null;
    }

    private static SubmitReply NotFound(string ns, WorkflowCommand command) =>
        Error(SubmitReply.NotFound, $"There is no workflow '{command.Name}'{(string.IsNullOrEmpty(command.Uid) ? "" : $" with uid {command.Uid}")} in namespace '{ns}'.");

    private static SubmitReply Error(string reason, string message) => new() { Reason = reason, Errors = [new SubmitError(message)] };
}
