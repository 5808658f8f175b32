using System.Threading.Channels;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Children;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Timers;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Leading;

/// <summary>
/// One period of leadership: from a won epoch until it is lost, the store fails or the process stops. Everything a leader has in memory belongs to its term, so that nothing of it
/// can outlive the epoch.
/// </summary>
internal sealed partial class LeaderTerm : ILeaderInbox, ITermSignals, IAsyncDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookForInterruptedEvery = ProtocolTimes.LeaderLease / 2;

    private readonly Channel<(Probe? Probe, StandingAsked? Asked, Guid? Deleted)> _errands = Channel.CreateUnbounded<(Probe?, StandingAsked?, Guid?)>();
    private readonly ForeignScopes _foreign;
    private readonly TermMemory _memory;
    private readonly OutboxSender _outbox;
    private readonly RunLoop _loop;
    private readonly AlarmClock _alarm;
    private readonly TermParts _parts;
    private readonly Action _onConsuming;
    private readonly ChildDesk? _children;

    public LeaderTerm(Leadership lead, FleetIdentity fleet, TermParts parts, Action? onConsuming = null)
    {
        _onConsuming = onConsuming ?? (static () => { });
        Lead = lead;
        _parts = parts;
        _foreign = new ForeignScopes(parts.Store, parts.Options, parts.Log);
        _memory = new TermMemory(parts.Store, lead, parts.Machines, parts.Dispatching, parts.Time);
        _outbox = new OutboxSender(parts.Sender, parts.Time, parts.Loggers.CreateLogger<OutboxSender>());
        var rows = new OutboxRows(_memory, new EventWriter(parts.Options.Events), parts.Logs, fleet, parts.Options);
        _loop = new RunLoop(_memory, new BatchBuilder(_memory, rows), _outbox, this, parts.Options.GroupSize, parts.Time, parts.Loggers.CreateLogger<RunLoop>());
        _children = parts.Children is { } access ? new ChildDesk(access, parts.Store, parts.Changes, _loop.Post, parts.Time, parts.Log) : null;
        _alarm = new AlarmClock(parts.Time, () => _loop.Post(new TimersInput()));
    }

    public Leadership Lead { get; }

    /// <summary>Sessions after the last commit.</summary>
    public IReadOnlyList<SessionView> Sessions { get; private set; } = [];

    /// <summary>Puts an input in line; failed at once when the term is over.</summary>
    public void Post(RunInput input) => _loop.Post(input);

    /// <summary>Leads until cancelled or the lead is lost. Ends in order: stops consuming, lets the loop finish its commit, sends what can be sent.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await TakeUpAsync(over.Token).ConfigureAwait(false);
        Task[] duties = [_loop.RunAsync(over.Token), TickAsync(over.Token), RenewAsync(over.Token), ConsumeAsync(over.Token), RunErrandsAsync(over.Token), WatchInterruptedAsync(over.Token), FollowResourcesAsync(over.Token)];
        try
        {
            await (await Task.WhenAny(duties).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(duties).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _alarm.Dispose();
        if (_children is not null) await _children.DisposeAsync().ConfigureAwait(false);
        await _outbox.DisposeAsync().ConfigureAwait(false);
    }

    public Task ReceiveAsync(WorkerHello hello) => Receive(new HelloInput(hello));

    public Task ReceiveAsync(WorkerBeat beat) => Receive(new BeatInput(beat));

    public Task ReceiveAsync(WorkerReport report) => Receive(new ReportInput(report));

    public Task ReceiveAsync(LeaderProbe probe) => Receive(new ProbeInput(probe));

    public void TransportReturned() => _loop.Post(new TransportReturnedInput());

    public void Committed(CommitResult commit, DispatchChanges changes, IReadOnlyCollection<Guid> deleted)
    {
        if (commit.Versions.Count > 0) _parts.Changes.Publish(commit.Versions);
        if (changes.Sessions.Count > 0 || Sessions.Count > 0) Sessions = _memory.Dispatcher.Sessions;
        if (changes.Probe is { } probe) _errands.Writer.TryWrite((probe, null, null));
        foreach (var asked in changes.Standings) _errands.Writer.TryWrite((null, asked, null));
        foreach (var uid in deleted) _parts.Metrics?.Forget(uid);
        foreach (var uid in deleted) _errands.Writer.TryWrite((null, null, uid));
        foreach (var strange in changes.Strange) LogStrange(_parts.Log, strange.Stamp, strange.HostName, strange.Reason);
        _alarm.Set(_memory.Timers.Next);
    }

    public void Tell(IReadOnlyList<(Guid Workflow, MetricSample Sample)> metrics)
    {
        foreach (var (workflow, sample) in metrics) _parts.Metrics?.Take(workflow, sample);
    }

    public void Order(IReadOnlyList<ChildOrder> orders)
    {
        foreach (var order in orders) _children?.Take(order);
    }

    private Task Receive(MessageInput input)
    {
        _loop.Post(input);
        return input.Decided;
    }

    /// <summary>Takes over from whoever led before: what is stored, what was not sent, what was begun.</summary>
    private async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        await TakeOverInterruptedAsync(from => _parts.Store.MergeScopeAsync(from, Lead, cancellationToken), cancellationToken).ConfigureAwait(false);
        var snapshot = await _memory.LoadAsync(cancellationToken).ConfigureAwait(false);
        _outbox.Enqueue(snapshot.Outbox);
        var open = await _parts.Store.OpenWorkflowsAsync(Lead.Scope, cancellationToken).ConfigureAwait(false);
        foreach (var uid in open) _loop.Post(new LoadedInput(uid));
        _loop.Post(new TimersInput());
        LogLeading(_parts.Log, Lead.Scope, Lead.Epoch, open.Count, snapshot.Tasks.Count, snapshot.Sessions.Count);
    }

    /// <summary>Moves what a dead <c>fleet run</c> left into this scope. A scope whose lease is not out is left to its owner.</summary>
    private async Task TakeOverInterruptedAsync(Func<Leadership, Task<IReadOnlyList<Guid>>> merge, CancellationToken cancellationToken)
    {
        if (Lead.Scope != LeaderScope.Fleet || !_parts.Options.TakeOverInterrupted) return;
        foreach (var scope in await _parts.Store.OpenScopesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (scope.Leader is not null || await _foreign.HoldsAsync(scope, cancellationToken).ConfigureAwait(false)) continue;
            if (await _parts.Store.TryLeadAsync(scope.Scope, Lead.Owner, ProtocolTimes.LeaderLease, cancellationToken).ConfigureAwait(false) is not { } from) continue;
            var moved = await merge(from).ConfigureAwait(false);
            LogTakenOver(_parts.Log, scope.Scope, moved.Count);
        }
    }

    /// <summary>Makes sure that a user's request can reach a workflow: one of a <c>fleet run</c> that is over, ended or not, comes into this scope.</summary>
    /// <returns>Why it cannot be reached; null: it can, or is not there.</returns>
    public async Task<string?> ReachAsync(Guid uid, CancellationToken cancellationToken)
    {
        if (Lead.Scope != LeaderScope.Fleet || !_parts.Options.TakeOverInterrupted) return null;
        if (await _parts.Store.FindAsync(uid, cancellationToken).ConfigureAwait(false) is not { } workflow || workflow.Scope == Lead.Scope) return null;
        if (await _foreign.RefusalAsync(workflow, cancellationToken).ConfigureAwait(false) is { } refusal) return refusal;
        if (await _parts.Store.TryLeadAsync(workflow.Scope, Lead.Owner, ProtocolTimes.LeaderLease, cancellationToken).ConfigureAwait(false) is not { } from)
            return $"workflow {workflow.Name} belongs to a fleet run that is under way: stop that one (Ctrl-C), or try again some seconds after its end";
        await TakeOverAsync(from).WaitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Looks for scopes that are interrupted while this term lasts.</summary>
    private async Task WatchInterruptedAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookForInterruptedEvery, _parts.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await TakeOverInterruptedAsync(TakeOverAsync, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not (NotLeadingException or OperationCanceledException))
            {
                // The scope stays as it is, and is found again when the lease taken for it is out.
                LogTakeOverFailed(_parts.Log, error);
            }
        }
    }

    /// <summary>Whoever leads one workflow only learns here what others write beside it; the leader of the Fleet is the one who writes.</summary>
    private async Task FollowResourcesAsync(CancellationToken cancellationToken)
    {
        if (Lead.Scope == LeaderScope.Fleet) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        using var timer = new PeriodicTimer(TickEvery, _parts.Time);
        var known = 0L;
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var page = await _parts.Store.ResourceChangesAsync(known, cancellationToken).ConfigureAwait(false);
                known = page.Version;
                if (page.Items.Count > 0) _loop.Post(new ResourcesFoundInput(page));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogErrandFailed(_parts.Log, error);
            }
        }
    }

    private Task<IReadOnlyList<Guid>> TakeOverAsync(Leadership from)
    {
        var input = new TakeOverInput(from);
        _loop.Post(input);
        return input.Moved;
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TickEvery, _parts.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false)) _loop.Post(new TickInput());
    }

    /// <summary>Renews the lease. A store that does not answer is asked again until the lease would be out.</summary>
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ProtocolTimes.LeaderRenewal, _parts.Time);
        var renewed = _parts.Time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (!await _parts.Store.RenewAsync(Lead, ProtocolTimes.LeaderLease, cancellationToken).ConfigureAwait(false)) throw new LeadershipLostException(Lead);
                renewed = _parts.Time.GetTimestamp();
            }
            catch (Exception error) when (error is not (LeadershipLostException or OperationCanceledException) && _parts.Time.GetElapsedTime(renewed) < ProtocolTimes.LeaderLease)
            {
                LogRenewalFailed(_parts.Log, error.Message);
            }
        }
    }

    /// <summary>Consumes while the term lasts. A broker that is away keeps nobody from using the API.</summary>
    private async Task ConsumeAsync(CancellationToken cancellationToken)
    {
        await using var consuming = await _parts.Transport.ConsumeAsync(this, cancellationToken).ConfigureAwait(false);
        _onConsuming();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What commits ask for and what waits for others: probes, look-ups, logs of deleted workflows; off the loop.</summary>
    private async Task RunErrandsAsync(CancellationToken cancellationToken)
    {
        await foreach (var (probe, asked, deleted) in _errands.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (probe is not null) await _parts.Transport.ProbeAsync(new LeaderProbe(probe.Epoch, probe.Number), cancellationToken).ConfigureAwait(false);
                else if (asked is not null) await LookUpAsync(asked.Stamp, cancellationToken).ConfigureAwait(false);
                else if (deleted is { } uid) DeleteLogs(uid);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Both are asked for again: a probe while a lease is out, a look-up at the next beat.
                LogErrandFailed(_parts.Log, error);
            }
        }
    }

    private void DeleteLogs(Guid uid)
    {
        try
        {
            _parts.Logs.Delete(uid);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogDeletionFailed(_parts.Log, uid, error.Message);
        }
    }

    private async Task LookUpAsync(DispatchStamp stamp, CancellationToken cancellationToken)
    {
        var standing = await _parts.Store.StandingAsync(Lead.Scope, stamp.Workflow, stamp.Ordinal, cancellationToken).ConfigureAwait(false);
        // Containers of a run beside this one, or of an interrupted one: not ours to settle. Unanswered, each beat that names them asks again.
        if (standing == NodeStanding.Elsewhere) return;
        _loop.Post(new StandingInput(stamp, standing switch
        {
            NodeStanding.Known => TaskStanding.Ended,
            NodeStanding.Deleted => TaskStanding.Deleted,
            _ => TaskStanding.Unknown,
        }));
    }

    [LoggerMessage(1, LogLevel.Information, "Leading '{Scope}' (epoch {Epoch}): {Workflows} open workflows, {Tasks} live tasks, {Sessions} worker sessions.")]
    private static partial void LogLeading(ILogger logger, string scope, long epoch, int workflows, int tasks, int sessions);

    [LoggerMessage(2, LogLevel.Warning, "Containers of {Stamp} on {Host}: {Reason}")]
    private static partial void LogStrange(ILogger logger, DispatchStamp stamp, string host, string reason);

    [LoggerMessage(5, LogLevel.Information, "Took over the interrupted scope {Scope} with {Workflows} workflows.")]
    private static partial void LogTakenOver(ILogger logger, string scope, int workflows);

    [LoggerMessage(6, LogLevel.Warning, "An interrupted scope could not be taken over; again in some seconds.")]
    private static partial void LogTakeOverFailed(ILogger logger, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "The leader's lease could not be renewed; again in some seconds: {Error}")]
    private static partial void LogRenewalFailed(ILogger logger, string error);

    [LoggerMessage(7, LogLevel.Warning, "The logs of the deleted workflow {Workflow} could not be removed; nothing tries again. Remove its folder in the data folder's logs by hand: {Error}")]
    private static partial void LogDeletionFailed(ILogger logger, Guid workflow, string error);

    [LoggerMessage(3, LogLevel.Warning, "A probe or look-up failed; it will be repeated.")]
    private static partial void LogErrandFailed(ILogger logger, Exception error);
}
