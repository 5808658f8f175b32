using System.Globalization;
using Fleet.EndToEnd.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Fleet.EndToEnd.Tests.Distributed;

/// <summary>
/// A container that runs for longer than the broker waits for acknowledgements. Brokers of their own, both at once, beside the other tests: it takes three minutes and next to no processor time.
/// </summary>
[Collection(LongestFirst.Waiting)]
public sealed class ConsumerTimeoutTests
{
    private const int Seconds = 150;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task ContainerLongerThanTheConsumerTimeout_RunsOnce_OnBothBrokers()
    {
        Part.NeedsEngine();
        await Task.WhenAll(RunsOnceAsync("4"), RunsOnceAsync("3.10"));
    }

    private static async Task RunsOnceAsync(string version)
    {
        var container = string.Create(CultureInfo.InvariantCulture, $"fleet-e2e-timeout-{version}-{Environment.ProcessId}");
        var broker = (await Commands.RunAsync(null, Path.Combine(Part.Root, "scripts/broker"), "start", version, "--name", container, "--set", "consumer_timeout = 60000")).Trim();
        try
        {
            using var events = EngineEvents.Listen();
            using var fleet = await DistributedFleet.StartAsync(broker, workers: 1);
            var refused = HoldAsync(broker);

            var (name, uid) = await fleet.Api.SubmitAsync(string.Create(CultureInfo.InvariantCulture, $$$"""
                {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"generateName": "long-"},
                 "spec": {"entrypoint": "main", "templates": [{"name": "main", "container": {"image": "alpine:latest", "command": ["sleep"], "args": ["{{{Seconds}}}"]}}]}}
                """));
            var workflow = await fleet.Api.EndAsync(name);

            WorkflowFacts.Succeeded(workflow, "1/1");
            // The broker's limit was in force meanwhile: who holds a delivery for longer loses the channel.
            Assert.True(refused.IsCompletedSuccessfully, "the control consumer was not stopped by the broker before the workflow ended");
            var reason = await refused;
            Assert.True(reason.ReplyCode == 406 && reason.ReplyText.Contains("timed out", StringComparison.Ordinal), reason.ToString());
            await events.EndedAsync(uid, 1);
            var start = Assert.Single(events.Starts(uid));
            Assert.Equal("1", start.Dispatch);
            Assert.True(events.EndOf(start)!.Nanos - start.Nanos >= Seconds * 1_000_000_000L);
        }
        finally
        {
            await Commands.RunAsync(null, Path.Combine(Part.Root, "scripts/broker"), "stop", container);
        }
    }

    /// <summary>The control: a consumer that takes a message and does not acknowledge it.</summary>
    /// <returns>Why its channel was closed.</returns>
    private static async Task<ShutdownEventArgs> HoldAsync(string broker)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var closed = new TaskCompletionSource<ShutdownEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason);
            return Task.CompletedTask;
        };
        var queue = (await channel.QueueDeclareAsync("control", durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken)).QueueName;
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(), ReadOnlyMemory<byte>.Empty, TestContext.Current.CancellationToken);
        await channel.BasicConsumeAsync(queue, autoAck: false, new AsyncEventingBasicConsumer(channel), TestContext.Current.CancellationToken);
        return await closed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
