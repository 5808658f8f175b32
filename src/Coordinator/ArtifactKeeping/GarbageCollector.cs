using System.Threading.Channels;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>
/// Deletes the artifacts that <c>artifactGC</c> means, beside the loop, from what commits have noted: no workflow's end and no delete waits for it. A store that is away is asked again for as long as
/// the note is there, and holds up no other one; what cannot be deleted is told once and given up.
/// </summary>
internal sealed partial class GarbageCollector(IFleetStore store, ArtifactRemover remover, string scope, Action<RunInput> post, TimeProvider time, ILogger logger)
{
    private const int AtOnce = 10;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    // The Fleet's own store, beside places.
    private const string Own = "";

    private readonly HashSet<string> _away = new(StringComparer.Ordinal);
    private readonly HashSet<string> _looked = new(StringComparer.Ordinal);
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
                await CollectAsync(workflow, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogNotRead(logger, error.Message);
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

    // Stores that did not answer when they were asked last come last, and each is asked once: the others do not wait for them.
    private async Task CollectAsync(Guid? workflow, CancellationToken cancellationToken)
    {
        _looked.Clear();
        var last = _away.ToHashSet();
        await CollectAsync(workflow, place => !_away.Contains(place), cancellationToken).ConfigureAwait(false);
        if (last.Count == 0)
            return;
        _away.ExceptWith(last);
        await CollectAsync(workflow, place => last.Contains(place) && !_away.Contains(place), cancellationToken).ConfigureAwait(false);
    }

    private async Task CollectAsync(Guid? workflow, Func<string, bool> isAsked, CancellationToken cancellationToken)
    {
        Guid? after = null;
        while (await store.ArtifactGarbageAsync(workflow, after, AtOnce, cancellationToken).ConfigureAwait(false) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                var artifacts = GarbageRows.Read(row);
                var now = time.GetUtcNow();
                if (artifacts.All(artifact => isAsked(artifact.Place ?? Own) && (artifact.NotBefore is not { } from || from <= now)))
                    await CollectAsync(row, artifacts, cancellationToken).ConfigureAwait(false);
            }

            after = rows[^1].Id;
        }
    }

    private async Task CollectAsync(ArtifactGarbageRow row, IReadOnlyList<KeptArtifact> artifacts, CancellationToken cancellationToken)
    {
        var gone = new List<ArtifactGarbage>();
        foreach (var garbage in artifacts)
        {
            var place = garbage.Place ?? Own;
            try
            {
                // A call to one that takes it and says nothing would last for minutes.
                if (_looked.Add(place) && await remover.ProblemAsync(garbage, cancellationToken).ConfigureAwait(false) is { } problem)
                    throw new Fleet.Artifacts.StoreUnavailableException(problem);
                var removal = await remover.RemoveAsync(row, garbage, cancellationToken).ConfigureAwait(false);
                if (removal.LeftTo is { } other) LogLeft(logger, garbage.Artifact, row.Workflow, other);
                else if (removal.Stays is { } why) LogStays(logger, garbage.Artifact, garbage.Ordinal, row.Workflow, why);
                else gone.Add(new ArtifactGarbage(garbage.Ordinal, garbage.Artifact));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                _away.Add(place);
                LogAgain(logger, row.Workflow, error.Message);
                return;
            }
        }

        var noted = new GarbageInput(row, gone);
        post(noted);
        await noted.Noted.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Warning, "Artifacts of workflow {Workflow} that are to be deleted are still there, and perhaps more in the same store; it is tried again in half a minute: {Error}")]
    private static partial void LogAgain(ILogger logger, Guid workflow, string error);

    [LoggerMessage(2, LogLevel.Warning, "The artifact {Artifact} of node {Ordinal} of workflow {Workflow} is not deleted, and nothing tries again: {Reason}")]
    private static partial void LogStays(ILogger logger, string artifact, int ordinal, Guid workflow, string reason);

    [LoggerMessage(4, LogLevel.Information, "The artifact {Artifact} of workflow {Workflow} is left to workflow {Other}, which has its name now, or had it meanwhile, and may have stored under the same key")]
    private static partial void LogLeft(ILogger logger, string artifact, Guid workflow, Guid other);

    [LoggerMessage(3, LogLevel.Warning, "What is to be deleted of artifacts cannot be read or noted; it is tried again in half a minute: {Error}")]
    private static partial void LogNotRead(ILogger logger, string error);
}
