using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Leading;

/// <summary>What runs of one workflow (<c>fleet run</c>) leave when they die: the leader of the Fleet takes it over, at the begin of its term, every while, and when a user asks for one of them.</summary>
internal sealed partial class InterruptedScopes(TermParts parts, Leadership lead, Action<RunInput> post)
{
    private static readonly TimeSpan LookEvery = ProtocolTimes.LeaderLease / 2;

    private readonly ForeignScopes _foreign = new(parts.Store, parts.Options, parts.Log);

    /// <summary>Moves what a dead <c>fleet run</c> left into this scope. A scope whose lease is not out is left to its owner.</summary>
    /// <param name="merge">Moves a scope, whose lease is held, into this one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task TakeOverAsync(Func<Leadership, Task<IReadOnlyList<Guid>>> merge, CancellationToken cancellationToken)
    {
        if (lead.Scope != LeaderScope.Fleet || !parts.Options.TakeOverInterrupted) return;
        foreach (var scope in await parts.Store.OpenScopesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (scope.Leader is not null || await _foreign.HoldsAsync(scope, cancellationToken).ConfigureAwait(false)) continue;
            if (await parts.Store.TryLeadAsync(scope.Scope, lead.Owner, ProtocolTimes.LeaderLease, cancellationToken).ConfigureAwait(false) is not { } from) continue;
            var moved = await merge(from).ConfigureAwait(false);
            LogTakenOver(parts.Log, scope.Scope, moved.Count);
        }
    }

    /// <summary>Makes sure that a user's request can reach a workflow: one of a <c>fleet run</c> that is over, ended or not, comes into this scope.</summary>
    /// <returns>Why it cannot be reached; null: it can, or is not there.</returns>
    public async Task<string?> ReachAsync(Guid uid, CancellationToken cancellationToken)
    {
        if (lead.Scope != LeaderScope.Fleet || !parts.Options.TakeOverInterrupted) return null;
        if (await parts.Store.FindAsync(uid, cancellationToken).ConfigureAwait(false) is not { } workflow || workflow.Scope == lead.Scope) return null;
        if (await _foreign.RefusalAsync(workflow, cancellationToken).ConfigureAwait(false) is { } refusal) return refusal;
        if (await parts.Store.TryLeadAsync(workflow.Scope, lead.Owner, ProtocolTimes.LeaderLease, cancellationToken).ConfigureAwait(false) is not { } from)
            return $"workflow {workflow.Name} belongs to a fleet run that is under way: stop that one (Ctrl-C), or try again some seconds after its end";
        await MergeInLoopAsync(from).WaitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Looks for scopes that are interrupted while this term lasts.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery, parts.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await TakeOverAsync(MergeInLoopAsync, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not (NotLeadingException or OperationCanceledException))
            {
                // The scope stays as it is, and is found again when the lease taken for it is out.
                LogTakeOverFailed(parts.Log, error);
            }
        }
    }

    private Task<IReadOnlyList<Guid>> MergeInLoopAsync(Leadership from)
    {
        var input = new TakeOverInput(from);
        post(input);
        return input.Moved;
    }

    [LoggerMessage(5, LogLevel.Information, "Took over the interrupted scope {Scope} with {Workflows} workflows.")]
    private static partial void LogTakenOver(ILogger logger, string scope, int workflows);

    [LoggerMessage(6, LogLevel.Warning, "An interrupted scope could not be taken over; again in some seconds.")]
    private static partial void LogTakeOverFailed(ILogger logger, Exception error);
}
