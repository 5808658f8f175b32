using Fleet.Contracts;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Messaging;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Fleet.Worker.Containers.Dummy;
using Fleet.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Tests.Hosting;

/// <summary>Coordinator and worker in one process: in-memory bus (or a broker), SQLite, the dummy runtime.</summary>
internal sealed class EmbeddedFleet : IAsyncDisposable
{
    /// <summary>Long enough on a machine that does twenty other things: only a test that fails waits for so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly IHost _host;

    private EmbeddedFleet(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public ILeadership Leadership => Services.GetRequiredService<ILeadership>();

    public ISubmissions Submissions => Services.GetRequiredService<ISubmissions>();

    public IWorkflowCommands Commands => Services.GetRequiredService<IWorkflowCommands>();

    public IFleetStore Store => Services.GetRequiredService<IFleetStore>();

    public static async Task<EmbeddedFleet> StartAsync(string folder, CoordinatorOptions? options = null, Uri? broker = null, int slots = 8, bool withWorker = true, string? store = null, bool standsBy = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (Environment.GetEnvironmentVariable("FLEET_TEST_LOG") == "1") builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddSimpleConsole(o => o.TimestampFormat = "ss.fff "));
        builder.Services.AddFleetBus(new FleetBusOptions { Broker = broker });
        builder.Services.AddSingleton(FleetStoreFactory.Create(store ?? Path.Combine(folder, "fleet.db")));
        var logs = new FileLogStore(Path.Combine(folder, "logs"));
        builder.Services.AddSingleton<ILogSink>(logs);
        builder.Services.AddFleetCoordinator(options ?? new CoordinatorOptions());
        builder.Services.AddFleetApi(logs);
        if (withWorker)
            builder.Services.AddFleetWorker(new WorkerOptions { Id = "w-" + Guid.NewGuid().ToString("N"), Runtime = new DummyRuntime(new DummyEngine(TimeProvider.System)), Slots = slots, Artifacts = options?.Artifacts, DrainLimit = TimeSpan.FromSeconds(2) });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var fleet = new EmbeddedFleet(host);
        if (!standsBy) await fleet.Services.GetRequiredService<ILeadership>().WhenLeadingAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return fleet;
    }

    public async Task<AcceptedWorkflow> SubmitAsync(string yaml, SubmissionOptions? options = null)
    {
        var result = await Submissions.SubmitAsync(new SubmitWorkflow { Yaml = yaml }, options, TestContext.Current.CancellationToken);
        Assert.True(result.Workflow is not null, string.Join("; ", result.Errors.Select(error => error.Message)));
        return result.Workflow;
    }

    public async Task<WorkflowSummary> UntilFinishedAsync(Guid uid)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var changes = Services.GetRequiredService<IWorkflowChanges>().Subscribe(uid);
        while (true)
        {
            if (await Store.FindAsync(uid, patience.Token) is { FinishedAt: not null } summary) return summary;
            await changes.NextAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
    }
}
