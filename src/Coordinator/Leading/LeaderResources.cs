using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Leading;

/// <summary>Changes to objects beside workflows on any coordinator: carried out here while it leads, by whoever leads while it stands by.</summary>
internal sealed class LeaderResources(RunGateway own, ILeaderLink link, IFleetStore store) : IResourceCommands
{
    public async Task<ResourceReply> ChangeAsync(ResourceChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await own.ChangeAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (NotLeadingException standby) when (!standby.OutcomeUnknown && link.Exists)
        {
            // Asked of the leader below.
        }

        var before = await store.FindResourceAsync(change.Key, cancellationToken).ConfigureAwait(false);
        var reply = await link.CommandAsync(ResourceMessages.Write(change), cancellationToken).ConfigureAwait(false);
        var outcome = ResourceMessages.Outcome(reply) ?? throw new JsonException($"The leader's answer has no outcome that this version knows: '{reply.Reason ?? reply.Outcome}'.");
        return new ResourceReply(outcome, outcome switch
        {
            ResourceOutcome.NotFound or ResourceOutcome.Exists or ResourceOutcome.Stale => null,
            ResourceOutcome.Deleted => before,
            // The leader answers after its commit. It can only be gone again.
            _ => await store.FindResourceAsync(change.Key, cancellationToken).ConfigureAwait(false) ?? before,
        });
    }
}
