using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Machines;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Storage.Sqlite;
using Fleet.Coordinator.Tests.Messaging;
using Fleet.Workflows.Dispatch;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Runs;

/// <summary>A leader's term on the real SQLite store and the real dispatcher, with a fake engine, broker and workers.</summary>
public abstract class TermTest : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = Hosting.EmbeddedFleet.Patience;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-term-").FullName;
    private readonly List<(LeaderTerm Term, CancellationTokenSource Stop, Task Run)> _terms = [];
    private FleetIdentity _identity = null!;

    internal FakeBroker Broker { get; } = new();

    internal FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(50));

    internal FaultyStore Store { get; private set; } = null!;

    internal IWorkflowMachines Machines { get; init; } = new FakeMachines();

    internal ChangeFeed Changes { get; } = new();

    internal CancellationToken Token => TestContext.Current.CancellationToken;

    internal Contracts.SecretCipher Secrets { get; set; } = new([Contracts.SecretKey.Create()]);

    internal EventLevel Events { get; set; } = EventLevel.Nodes;

    public async ValueTask InitializeAsync()
    {
        Store = new FaultyStore(new SqliteFleetStore(Path.Combine(_folder, "fleet.db"), new FleetStoreOptions { Clock = Time }));
        _identity = await Store.OpenAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (term, stop, run) in _terms)
        {
            await stop.CancelAsync();
            await run.ContinueWith(_ => { }, TaskScheduler.Default);
            await term.DisposeAsync();
            stop.Dispose();
        }
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins a term; ends an earlier one first.</summary>
    internal async Task<LeaderTerm> LeadAsync(string owner = "a")
    {
        var lead = await Store.TryLeadAsync(LeaderScope.Fleet, owner, TimeSpan.FromSeconds(6), Token);
        Assert.NotNull(lead);
        var options = new CoordinatorOptions { Owner = owner, Events = Events, Secrets = Secrets };
        var parts = new TermParts(Store, Broker, Broker, new FakeLogs(), Machines, Changes, options, new DispatcherOptions(), Time, NullLoggerFactory.Instance);
        var term = new LeaderTerm(lead, _identity, parts);
        var stop = new CancellationTokenSource();
        _terms.Add((term, stop, term.RunAsync(stop.Token)));
        return term;
    }

    /// <summary>The end of the last term: how it ended.</summary>
    internal Task RunOf(LeaderTerm term) => _terms.Single(item => item.Term == term).Run;

    internal async Task EndAsync(LeaderTerm term)
    {
        var (_, stop, run) = _terms.Single(item => item.Term == term);
        await stop.CancelAsync();
        await run.ContinueWith(_ => { }, TaskScheduler.Default);
        await Store.ResignAsync(term.Lead, Token);
    }

    internal async Task<Guid> SubmitAsync(LeaderTerm term, Fleet.Workflows.Engine.WorkflowRecord record, string? key = null)
    {
        var input = new Fleet.Coordinator.Runs.Inputs.SubmissionInput(record, key);
        term.Post(input);
        return await input.Accepted.WaitAsync(Patience, Token);
    }

    /// <summary>Waits until a workflow's committed state is as wished.</summary>
    internal async Task<WorkflowSummary> UntilAsync(Guid uid, Func<WorkflowSummary, bool> wish)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        using var changes = Changes.Subscribe(uid);
        while (true)
        {
            if (await Store.FindAsync(uid, Token) is { } summary && wish(summary)) return summary;
            await changes.NextAsync(patience.Token);
        }
    }

    internal Task<WorkflowSummary> UntilFinishedAsync(Guid uid) => UntilAsync(uid, summary => summary.FinishedAt is not null);

    /// <summary>Lets time go on until something has happened. A commit is answered before the loop sets its alarm: one that was set while the clock was moved rings later.</summary>
    /// <param name="worker">Beats all the while: a silent one would be given up.</param>
    internal Task WhileTimePassesAsync(FakeWorker worker, Func<bool> wish) => UntilAsync(() =>
    {
        if (wish()) return true;
        worker.Beat();
        Time.Advance(TimeSpan.FromSeconds(0.5));
        return false;
    });

    /// <summary>Waits for something without a signal of its own.</summary>
    internal async Task UntilAsync(Func<bool> wish)
    {
        var end = DateTime.UtcNow + Patience;
        while (!wish())
        {
            Assert.True(DateTime.UtcNow < end, "It did not happen.");
            await Task.Delay(5, Token);
        }
    }
}
