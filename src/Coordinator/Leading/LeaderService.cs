using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Leading;

/// <summary>Takes the lead of the scope whenever nobody has it, leads term by term, and stands by in between.</summary>
internal sealed partial class LeaderService(TermParts parts, StoreOpening opening, RunGateway gateway, ILogger<LeaderService> logger) : BackgroundService
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var fleet = await opening.Identity.WaitAsync(stoppingToken).ConfigureAwait(false);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await TryLeadAsync(stoppingToken).ConfigureAwait(false) is { } lead) await LeadAsync(lead, fleet, stoppingToken).ConfigureAwait(false);
            else await PauseAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(CancellationToken stoppingToken) =>
        await Task.Delay(RetryEvery, parts.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<Leadership?> TryLeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await parts.Store.TryLeadAsync(parts.Options.Scope, parts.Options.Owner, ProtocolTimes.LeaderLease, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogStoreAway(logger, error.Message);
            return null;
        }
    }

    private async Task LeadAsync(Leadership lead, FleetIdentity fleet, CancellationToken stoppingToken)
    {
        await using var term = new LeaderTerm(lead, fleet, parts, gateway.Consuming);
        gateway.Enter(term);
        try
        {
            await term.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (LeadershipLostException lost)
        {
            LogLost(logger, lost.Message);
        }
        catch (Exception error)
        {
            LogTermFailed(logger, lead.Scope, error);
        }
        finally
        {
            gateway.Leave(term);
            await ResignAsync(lead).ConfigureAwait(false);
        }
        await PauseAsync(stoppingToken).ConfigureAwait(false);
    }

    /// <summary>The next leader, maybe this process again, need not wait for the lease to run out.</summary>
    private async Task ResignAsync(Leadership lead)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await parts.Store.ResignAsync(lead, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogStoreAway(logger, error.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Reason}")]
    private static partial void LogLost(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Error, "The lead of '{Scope}' ended because of an error; what is in memory is dropped, and the lead is taken anew.")]
    private static partial void LogTermFailed(ILogger logger, string scope, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "The store does not answer: {Error}")]
    private static partial void LogStoreAway(ILogger logger, string error);
}
