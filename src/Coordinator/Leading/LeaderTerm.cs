using Fleet.Contracts;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Children;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Timers;
using Fleet.Coordinator.Values;
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

    private readonly TermErrands _errands;
    private readonly InterruptedScopes _interrupted;
    private readonly TermMemory _memory;
    private readonly ValueSender _sender;
    private readonly OutboxSender _outbox;
    private readonly RunLoop _loop;
    private readonly AlarmClock _alarm;
    private readonly TermParts _parts;
    private readonly Action _onConsuming;
    private readonly ChildDesk? _children;
    private readonly GarbageCollector _collector;
    private readonly ReportValues _values;

    public LeaderTerm(Leadership lead, FleetIdentity fleet, TermParts parts, Action? onConsuming = null)
    {
        _onConsuming = onConsuming ?? (static () => { });
        Lead = lead;
        _parts = parts;
        _memory = new TermMemory(parts.Store, lead, parts.Machines, parts.Dispatching, parts.Options.Secrets, parts.Time) { ValuePlace = ValuePlaces.Of(parts.Options.ArtifactRepository), HasValueStore = parts.Options.Artifacts is not null };
        _sender = new ValueSender(parts.Sender, parts.Store, parts.Options.Artifacts, parts.Options.StorePatience, report => Post(new ReportInput(report)), parts.Time, parts.Log);
        _outbox = new OutboxSender(_sender, parts.Time, parts.Loggers.CreateLogger<OutboxSender>());
        var rows = new OutboxRows(_memory, new EventWriter(parts.Options.Events), parts.Logs, fleet, parts.Options);
        _loop = new RunLoop(_memory, new BatchBuilder(_memory, rows), _outbox, this, parts.Options.GroupSize, parts.Time, parts.Loggers.CreateLogger<RunLoop>());
        _errands = new TermErrands(parts, lead.Scope, Post);
        _interrupted = new InterruptedScopes(parts, lead, Post);
        _children = parts.Children is { } access ? new ChildDesk(access, parts.Store, parts.Changes, _loop.Post, parts.Time, parts.Log) : null;
        _collector = new GarbageCollector(parts.Store, parts.Remover, lead.Scope, Post, parts.Time, parts.Log);
        _values = new ReportValues(parts.Options.Artifacts, parts.Options.ValueLimit, parts.Options.StorePatience, parts.Time, parts.Log);
        _alarm = new AlarmClock(parts.Time, () => _loop.Post(new TimersInput()));
    }

    public Leadership Lead { get; }

    /// <summary>Sessions after the last commit.</summary>
    public IReadOnlyList<SessionView> Sessions { get; private set; } = [];

    /// <summary>Puts an input in line; failed at once when the term is over.</summary>
    public void Post(RunInput input) => _loop.Post(input);

    /// <inheritdoc cref="InterruptedScopes.ReachAsync" />
    public Task<string?> ReachAsync(Guid uid, CancellationToken cancellationToken) => _interrupted.ReachAsync(uid, cancellationToken);

    /// <summary>Leads until cancelled or the lead is lost. Ends in order: stops consuming, lets the loop finish its commit, sends what can be sent.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await TakeUpAsync(over.Token).ConfigureAwait(false);
        Task[] duties = [_loop.RunAsync(over.Token), TickAsync(over.Token), RenewAsync(over.Token), ConsumeAsync(over.Token), _errands.RunAsync(over.Token), _interrupted.WatchAsync(over.Token), FollowResourcesAsync(over.Token), _collector.RunAsync(over.Token), _values.RunAsync(report => Receive(new ReportInput(report)), over.Token)];
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
        _sender.Dispose();
    }

    public Task ReceiveAsync(WorkerHello hello) => Receive(new HelloInput(hello));

    public Task ReceiveAsync(WorkerBeat beat) => Receive(new BeatInput(beat));

    public Task ReceiveAsync(WorkerReport report) => Receive(new ReportInput(_values.Take(report)));

    public Task ReceiveAsync(LeaderProbe probe) => Receive(new ProbeInput(probe));

    public void TransportReturned() => _loop.Post(new TransportReturnedInput());

    public void Committed(CommitResult commit, DispatchChanges changes, IReadOnlyCollection<Guid> deleted)
    {
        if (commit.Versions.Count > 0) _parts.Changes.Publish(commit.Versions);
        if (changes.Sessions.Count > 0 || Sessions.Count > 0) Sessions = _memory.Dispatcher.Sessions;
        if (changes.Probe is { } probe) _errands.Probe(probe);
        foreach (var asked in changes.Standings) _errands.LookUp(asked);
        foreach (var uid in deleted) _parts.Metrics?.Forget(uid);
        foreach (var uid in deleted) _errands.Forget(uid);
        foreach (var strange in changes.Strange) LogStrange(_parts.Log, strange.Stamp, strange.HostName, strange.Reason);
        _alarm.Set(_memory.Timers.Next);
    }

    public void Tell(IReadOnlyList<(Guid Workflow, MetricSample Sample)> metrics)
    {
        foreach (var (workflow, sample) in metrics) _parts.Metrics?.Take(workflow, sample);
    }

    public void Garbage() => _collector.Wake();

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
        await _interrupted.TakeOverAsync(from => _parts.Store.MergeScopeAsync(from, Lead, cancellationToken), cancellationToken).ConfigureAwait(false);
        var snapshot = await _memory.LoadAsync(cancellationToken).ConfigureAwait(false);
        _outbox.Enqueue(snapshot.Outbox);
        var open = await _parts.Store.OpenWorkflowsAsync(Lead.Scope, cancellationToken).ConfigureAwait(false);
        foreach (var uid in open) _loop.Post(new LoadedInput(uid));
        _loop.Post(new TimersInput());
        RenewSecrets();
        LogLeading(_parts.Log, Lead.Scope, Lead.Epoch, open.Count, snapshot.Tasks.Count, snapshot.Sessions.Count);
    }

    private void RenewSecrets()
    {
        if (Lead.Scope != LeaderScope.Fleet) return;
        if (_memory.Resources.Renewed().Count is > 0 and var old)
        {
            LogRenewed(_parts.Log, old, _parts.Options.Secrets.KeyIds[0]);
            _loop.Post(new RenewSecretsInput());
        }

        if (_memory.Resources.Unreadable() is { Count: > 0 } unreadable) LogUnreadable(_parts.Log, unreadable.Count, string.Join(", ", unreadable.Take(10)));
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
                LogFollowingFailed(_parts.Log, error);
            }
        }
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

    [LoggerMessage(1, LogLevel.Information, "Leading '{Scope}' (epoch {Epoch}): {Workflows} open workflows, {Tasks} live tasks, {Sessions} worker sessions.")]
    private static partial void LogLeading(ILogger logger, string scope, long epoch, int workflows, int tasks, int sessions);

    [LoggerMessage(2, LogLevel.Warning, "Containers of {Stamp} on {Host}: {Reason}")]
    private static partial void LogStrange(ILogger logger, DispatchStamp stamp, string host, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The leader's lease could not be renewed; again in some seconds: {Error}")]
    private static partial void LogRenewalFailed(ILogger logger, string error);

    [LoggerMessage(10, LogLevel.Information, "{Secrets} Secrets are sealed anew with the secret key {Key}.")]
    private static partial void LogRenewed(ILogger logger, int secrets, string key);

    [LoggerMessage(9, LogLevel.Warning, "{Count} Secrets cannot be read with the secret keys that are here ({Names}): tasks that need them will fail. Give the key that sealed them (FLEET_SECRET_KEY_FILE), or apply them again.")]
    private static partial void LogUnreadable(ILogger logger, int count, string names);

    [LoggerMessage(8, LogLevel.Warning, "What others changed of templates and ConfigMaps could not be read; again in a second.")]
    private static partial void LogFollowingFailed(ILogger logger, Exception error);
}
