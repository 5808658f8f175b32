using System.Threading.Channels;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>
/// Deletes the artifacts that <c>artifactGC</c> means, beside the loop, from what commits have noted: no workflow's end and no delete waits for it. A store that is away is asked again for as long as
/// the note is there; what cannot be deleted is told once and given up.
/// </summary>
internal sealed partial class GarbageCollector(IFleetStore store, ArtifactRemover remover, string scope, Action<RunInput> post, TimeProvider time, ILogger logger)
{
    private const int AtOnce = 10;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is something new.</summary>
    public void Wake() => _woken.Writer.TryWrite(true);

    /// <summary>Collects until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Who leads one workflow collects what that one has left; who leads the Fleet, everything.
        Guid? workflow = scope == LeaderScope.Fleet ? null : Guid.Parse(scope);
        for (; ; await WokenAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                // Those that must wait for a while are the youngest: what comes behind them waits no longer than they do.
                while (await DueAsync(workflow, cancellationToken).ConfigureAwait(false) is { Count: > 0 } due)
                {
                    foreach (var (row, artifacts) in due) await CollectAsync(row, artifacts, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogAgain(logger, error.Message);
            }
        }
    }

    private async Task WokenAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Again, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _woken.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is time to look again.
        }
    }

    private async Task<IReadOnlyList<(ArtifactGarbageRow Row, IReadOnlyList<KeptArtifact> Artifacts)>> DueAsync(Guid? workflow, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [.. (await store.ArtifactGarbageAsync(workflow, AtOnce, cancellationToken).ConfigureAwait(false))
            .Select(row => (row, Artifacts: GarbageRows.Read(row))).Where(kept => kept.Artifacts.All(artifact => artifact.NotBefore is not { } from || from <= now))];
    }

    private async Task CollectAsync(ArtifactGarbageRow row, IReadOnlyList<KeptArtifact> artifacts, CancellationToken cancellationToken)
    {
        var gone = new List<ArtifactGarbage>();
        foreach (var garbage in artifacts)
        {
            if (await remover.RemoveAsync(garbage, cancellationToken).ConfigureAwait(false) is { } why) LogStays(logger, garbage.Artifact, garbage.Ordinal, row.Workflow, why);
            else gone.Add(new ArtifactGarbage(garbage.Ordinal, garbage.Artifact));
        }

        var noted = new GarbageInput(row, gone);
        post(noted);
        await noted.Noted.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Warning, "Artifacts that are to be deleted are still there; it is tried again in half a minute: {Error}")]
    private static partial void LogAgain(ILogger logger, string error);

    [LoggerMessage(2, LogLevel.Warning, "The artifact {Artifact} of node {Ordinal} of workflow {Workflow} is not deleted, and nothing tries again: {Reason}")]
    private static partial void LogStays(ILogger logger, string artifact, int ordinal, Guid workflow, string reason);
}
