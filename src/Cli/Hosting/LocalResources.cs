using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;

namespace Fleet.Cli.Hosting;

/// <summary>Changes to objects beside workflows in the data folder while no server runs: this process leads the Fleet for the moment that one change takes.</summary>
internal sealed class LocalResources(IFleetStore store, SecretCipher secrets, TimeProvider time) : IResourceCommands
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private const int Looks = 100;

    public async Task<ResourceReply> ChangeAsync(ResourceChange change, CancellationToken cancellationToken)
    {
        var lead = await LeadAsync(cancellationToken);
        try
        {
            var book = ResourceBook.Of(await store.ResourceChangesAsync(0, cancellationToken), secrets);
            var (reply, row) = book.Decide(change, Guid.CreateVersion7(), time.GetUtcNow());
            if (row is null)
                return reply;
            var batch = new CommitBatch { Leadership = lead };
            batch.Resources.Add(row);
            var versions = (await store.CommitAsync(batch, cancellationToken)).Versions;
            return reply with { Row = row with { Version = versions[row.Uid] } };
        }
        finally
        {
            await store.ResignAsync(lead, CancellationToken.None);
        }
    }

    // Another command beside this one has the lead for a moment only; a server would have been found before.
    private async Task<Leadership> LeadAsync(CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            if (await store.TryLeadAsync(LeaderScope.Fleet, $"fleet/{Environment.ProcessId}", Lease, cancellationToken) is { } lead)
                return lead;
            if (look == Looks)
                throw new NotLeadingException(LeaderScope.Fleet, "another process leads this data folder at present (a server that is starting or has just died); try again in some seconds");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
