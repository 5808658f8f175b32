using Fleet.Coordinator.Messaging;

namespace Fleet.Coordinator.Tests.Messaging;

public sealed class BusStartTests
{
    [Fact]
    public async Task Start_WithoutABroker_FailsWithASentence()
    {
        // Port 1 of the loopback refuses at once.
        var options = new FleetBusOptions { Broker = new Uri("amqp://me:secret@127.0.0.1:1/"), StartTimeout = TimeSpan.FromSeconds(2) };

        var error = await Assert.ThrowsAsync<BrokerUnreachableException>(() => BusStart.TryAsync(options, TestContext.Current.CancellationToken));

        Assert.StartsWith("RabbitMQ at amqp://127.0.0.1:1/ could not be used within 2 s:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_InMemory_NeedsNoBroker() => await BusStart.TryAsync(new FleetBusOptions(), TestContext.Current.CancellationToken);
}
