using System.Net;
using System.Net.Sockets;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Testcontainers.RabbitMq;

namespace Fleet.Coordinator.Tests.Messaging;

/// <summary>A broker of the test's own, which goes away in the middle of a workflow and comes back with what it had.</summary>
public sealed class BrokerOutageTests : IAsyncLifetime
{
    private const string Work = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: outage-}
        spec:
          entrypoint: main
          templates:
          - name: main
            steps:
            - - {name: first, template: task, withSequence: {count: "60"}}
            - - {name: then, template: task, withSequence: {count: "60"}}
          - name: task
            metadata: {annotations: {fleet.dummy/duration: 300ms}}
            container: {image: alpine, command: [echo]}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-outage-").FullName;
    private RabbitMqContainer? _broker;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("FLEET_TEST_UNIT") == "1", "needs a container engine");
        // The engine would choose another port at the next start.
        _broker = new RabbitMqBuilder("rabbitmq:4").WithPortBinding(FreePort(), RabbitMqBuilder.RabbitMqPort).Build();
        await _broker.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task BrokerRestarts_InTheMiddleOfAWorkflow_AllEndsWell()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, broker: new Uri(_broker!.GetConnectionString()));
        var accepted = await fleet.SubmitAsync(Work);
        await UntilDoneAsync(fleet, accepted.Uid, 20);

        await _broker.StopAsync(Token);
        await _broker.StartAsync(Token);

        await UntilDoneAsync(fleet, accepted.Uid, 120);
        Assert.Equal(("Succeeded", "120/120"), await fleet.UntilFinishedAsync(accepted.Uid) is var end ? (end.Phase, end.Progress) : default);
    }

    private static async Task UntilDoneAsync(EmbeddedFleet fleet, Guid workflow, int tasks)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        using var changes = fleet.Services.GetRequiredService<IWorkflowChanges>().Subscribe(workflow);
        while (await fleet.Store.FindAsync(workflow, patience.Token) is not { } summary || int.Parse(summary.Progress.Split('/')[0], System.Globalization.CultureInfo.InvariantCulture) < tasks)
            await changes.NextAsync(patience.Token);
    }

    // Not one of those that the kernel gives to whoever connects somewhere: it is free while the broker is away, and must stay so.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Any, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // It is taken.
            }
        }
    }
}
