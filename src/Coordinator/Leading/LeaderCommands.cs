using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Leading;

/// <summary>Commands on any coordinator: carried out here while it leads, by whoever leads while it stands by.</summary>
internal sealed class LeaderCommands(RunGateway own, ILeaderLink link, IFleetStore store) : IWorkflowCommands
{
    public Task<CommandReply> RequestAsync(Guid uid, UserRequest request, CancellationToken cancellationToken) =>
        CarryOutAsync(() => own.RequestAsync(uid, request, cancellationToken), uid, CommandMap.Write(request), cancellationToken);

    public Task<CommandReply> DeleteAsync(Guid uid, CancellationToken cancellationToken) =>
        CarryOutAsync(() => own.DeleteAsync(uid, cancellationToken), uid, CommandMap.Delete, cancellationToken);

    private async Task<CommandReply> CarryOutAsync(Func<Task<CommandReply>> here, Guid uid, WorkflowCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await here().ConfigureAwait(false);
        }
        catch (NotLeadingException standby) when (!standby.OutcomeUnknown && link.Exists)
        {
            // Asked of the leader below.
        }

        if (await store.FindAsync(uid, cancellationToken).ConfigureAwait(false) is not { } workflow)
            return new CommandReply(CommandOutcome.NotFound, null, 0);
        var reply = await link.CommandAsync(command with { Namespace = workflow.Namespace, Name = workflow.Name, Uid = uid.ToString("D") }, cancellationToken).ConfigureAwait(false);
        var outcome = reply.Errors is null ? CommandOutcome.Done : reply.Reason == SubmitReply.NotFound ? CommandOutcome.NotFound : CommandOutcome.Refused;
        return new CommandReply(outcome, reply.Errors is [var error, ..] ? error.Message : null, 0);
    }
}
