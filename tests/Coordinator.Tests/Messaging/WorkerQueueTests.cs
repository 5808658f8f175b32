using Fleet.Contracts;
using Fleet.Coordinator.Messaging;
using Fleet.Worker.Containers.Dummy;
using Fleet.Worker.Hosting;
using Fleet.Worker.Messaging;
using Microsoft.Extensions.Hosting;

namespace Fleet.Coordinator.Tests.Messaging;

[Collection("broker")]
public sealed class WorkerQueueTestsOn4() : WorkerQueueTests("FLEET_TEST_AMQP");

[Collection("broker")]
public sealed class WorkerQueueTestsOn310() : WorkerQueueTests("FLEET_TEST_AMQP_310");

/// <summary>The queue of a worker on a real broker.</summary>
public abstract class WorkerQueueTests(string variable) : BrokerTest(variable)
{
    private readonly string _id = "w-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Worker_DeclaresItsQueue_WithItsArguments()
    {
        using var worker = await StartWorkerAsync(_id);
        var queue = EntityNames.WorkerQueue(_id);

        // The broker refuses (406) a declaration that differs in anything.
        await Client.QueueDeclareAsync(queue, true, false, false, new Dictionary<string, object?> { ["x-expires"] = 600_000, ["x-dead-letter-exchange"] = EntityNames.Dead }, cancellationToken: Token);

        await worker.StopAsync(Token);
        await DeleteAsync(queue);
    }

    [Fact]
    public async Task Worker_WithAnIdThatIsTaken_SaysSo_AndDoesNotDisturbTheOther()
    {
        using var first = await StartWorkerAsync(_id);

        var error = await Assert.ThrowsAsync<WorkerIdTakenException>(() => StartWorkerAsync(_id, TimeSpan.FromMilliseconds(200)));

        Assert.Contains($"another worker with the id '{_id}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(1u, await Client.ConsumerCountAsync(EntityNames.WorkerQueue(_id), Token));
        await first.StopAsync(Token);
        using var next = await StartWorkerAsync(_id);
        await next.StopAsync(Token);
        await DeleteAsync(EntityNames.WorkerQueue(_id));
    }

    private async Task<IHost> StartWorkerAsync(string id, TimeSpan? patience = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFleetBus(new FleetBusOptions { Broker = Broker });
        var options = new WorkerOptions { Id = id, Runtime = new DummyRuntime(new DummyEngine(TimeProvider.System)), DrainLimit = TimeSpan.Zero };
        builder.Services.AddFleetWorker(patience is { } limit ? options with { IdPatience = limit } : options);
        var host = builder.Build();
        try
        {
            await host.StartAsync(Token);
            return host;
        }
        catch
        {
            await host.StopAsync(Token);
            host.Dispose();
            throw;
        }
    }

    private async Task DeleteAsync(string name)
    {
        await Client.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false, cancellationToken: Token);
        await Client.ExchangeDeleteAsync(name, cancellationToken: Token);
    }
}
