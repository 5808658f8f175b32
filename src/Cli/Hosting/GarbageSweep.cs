using Fleet.Cli.Output;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Storage;

namespace Fleet.Cli.Hosting;

/// <summary>Deletes what a deleted workflow has left, once and at the end: none of its tasks is there any more that could store something. What cannot be deleted now is left to a server on this data folder.</summary>
internal sealed class GarbageSweep(IFleetStore store, ArtifactRemover remover, CliEnvironment environment)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Deletes it, of a workflow that nobody leads any more.</summary>
    public async Task RunAsync(Guid workflow, CancellationToken cancellationToken)
    {
        if ((await store.ArtifactGarbageAsync(workflow, null, 1, cancellationToken)).Count == 0)
            return;
        if (await store.TryLeadAsync(LeaderScope.Of(workflow), $"fleet run/{Environment.ProcessId}", Lease, cancellationToken) is not { } lead)
            return;
        try
        {
            await RunAsync(lead, workflow, cancellationToken);
        }
        finally
        {
            await store.ResignAsync(lead, CancellationToken.None);
        }
    }

    /// <summary>Deletes it, as its leader.</summary>
    public async Task RunAsync(Leadership lead, Guid workflow, CancellationToken cancellationToken)
    {
        var rows = await store.ArtifactGarbageAsync(workflow, null, int.MaxValue, cancellationToken);
        if (rows.Count == 0)
            return;
        var batch = new CommitBatch { Leadership = lead };
        foreach (var row in rows)
        {
            try
            {
                foreach (var garbage in GarbageRows.Read(row))
                {
                    if ((await remover.RemoveAsync(row, garbage, cancellationToken)).Stays is { } why)
                        await environment.Error.WriteLineAsync($"warning: an artifact is not deleted: {why}");
                }

                batch.GarbageCollected.Add(row.Id);
            }
            catch (Fleet.Artifacts.StoreUnavailableException error)
            {
                await environment.Error.WriteLineAsync($"warning: artifacts are still there; a server on this data folder deletes them: {error.Message}");
            }
        }

        await store.CommitAsync(batch, cancellationToken);
    }
}
