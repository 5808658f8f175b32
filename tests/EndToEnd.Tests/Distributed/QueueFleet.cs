using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests.Distributed;

/// <summary>A Fleet of three workers for the tests of a class, started when the first of them needs it.</summary>
public abstract class QueueFleet(string variable) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private DistributedFleet? fleet;

    internal async Task<DistributedFleet> StartedAsync()
    {
        Part.NeedsEngine();
        var broker = Part.Broker(variable);
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return fleet ??= await DistributedFleet.StartAsync(broker, workers: 3);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        fleet?.Dispose();
        gate.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>With RabbitMQ 4.</summary>
    public sealed class On4() : QueueFleet("FLEET_TEST_AMQP");

    /// <summary>With RabbitMQ 3.10.</summary>
    public sealed class On310() : QueueFleet("FLEET_TEST_AMQP_310");
}
