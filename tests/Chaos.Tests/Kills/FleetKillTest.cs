using System.Text.Json;
using Fleet.Client;
using Fleet.EndToEnd.Tests;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>Coordinator and workers as processes of their own, over the real broker.</summary>
public abstract class FleetKillTest(Ledger ledger, bool doubled) : KillTest(ledger, doubled)
{
    private const string Listening = "listening on ";
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private Broker _broker = null!;

    /// <summary>Address of the coordinator that was started last.</summary>
    protected Uri Server { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _broker = await Broker.NewAsync();
        Fleet.Variables["FLEET_AMQP"] = _broker.Address.ToString();
        Fleet.Variables["FLEET_LISTEN"] = "http://127.0.0.1:0";
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_broker is not null) await _broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<FleetProcess.Running> StartWorkerAsync(string id, int slots) => StartAsync("worker", "--id", id, "--slots", slots.ToString(System.Globalization.CultureInfo.InvariantCulture), "--runtime", "docker");

    /// <summary>Starts a coordinator and waits until its API listens.</summary>
    private protected async Task<(FleetProcess.Running Process, HttpFleetClient Api)> StartCoordinatorAsync()
    {
        var process = await StartAsync("coordinator");
        await process.SeesAsync(Listening);
        var line = process.Error.Split('\n').First(text => text.StartsWith(Listening, StringComparison.Ordinal));
        Server = new Uri(line[Listening.Length..].Split(',')[0].Trim());
        return (process, new HttpFleetClient(Server.ToString(), null));
    }

    protected async Task SubmitAsync(IFleetApi api)
    {
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Manifest, TestContext.Current.CancellationToken));
        using var patience = new CancellationTokenSource(Patience);
        await api.CreateAsync("default", manifest.RootElement, dryRun: false, patience.Token);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The workflow.</returns>
    protected async Task<JsonElement> EndAsync(IFleetApi api)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await foreach (var change in api.WatchAsync("default", new WatchRequest { Name = Run, Fields = "result.object.metadata,result.object.status.phase,result.type" }, patience.Token))
        {
            if (change.Object.TryGetProperty("status", out var status) && status.TryGetProperty("phase", out var phase) && phase.GetString() is "Succeeded" or "Failed" or "Error") break;
        }

        return await api.GetAsync("default", Run, patience.Token);
    }
}
