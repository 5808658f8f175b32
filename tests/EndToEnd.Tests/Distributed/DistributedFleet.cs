using Fleet.Client;
using Fleet.Contracts;
using RabbitMQ.Client;

namespace Fleet.EndToEnd.Tests.Distributed;

/// <summary>A coordinator and workers, each a process of its own, over a broker.</summary>
internal sealed class DistributedFleet : IDisposable
{
    private const string Listening = "listening on ";

    private readonly FleetProcess processes = new();
    private readonly List<FleetProcess.Running> running = [];

    private string address = "";

    private DistributedFleet(string broker)
    {
        Broker = broker;
        processes.Variables["FLEET_AMQP"] = broker;
        processes.Variables["FLEET_LISTEN"] = "http://127.0.0.1:0";
    }

    public string Broker { get; }

    public HttpFleetClient Api { get; private set; } = null!;

    /// <summary>What the workers are called.</summary>
    public string[] Workers { get; private set; } = [];

    /// <summary>Data folder of its processes.</summary>
    public string Data => processes.Data;

    /// <summary>All that its processes have said.</summary>
    public IReadOnlyList<string> Outputs => [.. running.SelectMany(process => (string[])[process.Out, process.Error])];

    /// <summary>Starts all of it; what other tests left on the broker is taken away first.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="workers">How many.</param>
    /// <param name="variables">Further variables of its processes.</param>
    public static async Task<DistributedFleet> StartAsync(string broker, int workers, params (string Name, string Value)[] variables)
    {
        await ClearAsync(broker);
        var fleet = new DistributedFleet(broker);
        foreach (var (name, value) in variables)
            fleet.processes.Variables[name] = value;
        try
        {
            var coordinator = fleet.processes.Start("coordinator");
            fleet.Workers = [.. Enumerable.Range(1, workers).Select(number => $"e2e-{Guid.NewGuid().ToString("N")[..8]}-{number}")];
            var started = fleet.Workers.Select(id => fleet.processes.Start("worker", "--runtime", "docker", "--slots", "2", "--id", id)).ToArray();
            fleet.running.AddRange([coordinator, .. started]);
            await coordinator.SeesAsync(Listening);
            var line = coordinator.Error.Split('\n').First(text => text.StartsWith(Listening, StringComparison.Ordinal));
            fleet.address = line[Listening.Length..].Split(',')[0];
            fleet.Api = new HttpFleetClient(fleet.address, null);
            foreach (var worker in started)
                await worker.SeesAsync("A coordinator has welcomed this worker");
            return fleet;
        }
        catch
        {
            fleet.Dispose();
            throw;
        }
    }

    /// <summary>Runs a command against its API.</summary>
    public Task<(int Exit, string Out, string Error)> RunAsync(params string[] arguments)
    {
        processes.Variables["FLEET_SERVER"] = address;
        return processes.RunAsync(arguments);
    }

    public void Dispose()
    {
        Api?.Dispose();
        processes.Dispose();
    }

    /// <summary>Takes away the queues of a Fleet.</summary>
    public static async Task ClearAsync(string broker)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        foreach (var name in (string[])[EntityNames.Submit, EntityNames.Coordinator, EntityNames.Commands, EntityNames.Logs, EntityNames.Dead])
        {
            await channel.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false, cancellationToken: TestContext.Current.CancellationToken);
            await channel.ExchangeDeleteAsync(name, cancellationToken: TestContext.Current.CancellationToken);
        }
    }
}
