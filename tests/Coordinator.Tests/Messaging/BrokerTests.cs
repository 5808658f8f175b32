using System.Text;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Messaging;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Storage;
using RabbitMQ.Client;

namespace Fleet.Coordinator.Tests.Messaging;

[Collection("broker")]
public sealed class BrokerTestsOn4() : BrokerTests("FLEET_TEST_AMQP");

[Collection("broker")]
public sealed class BrokerTestsOn310() : BrokerTests("FLEET_TEST_AMQP_310");

/// <summary>Queues and exchanges as the broker has them, and what the coordinator sends and stores.</summary>
public abstract class BrokerTests(string variable) : BrokerTest(variable)
{
    private static readonly TaskStamp Stamp = new(Guid.NewGuid(), 1, 1);

    [Fact]
    public async Task Consume_DeclaresQueues_WithTheirTypesAndLimits()
    {
        var process = await StartAsync();
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);

        // The broker refuses (406) a declaration that differs in anything.
        foreach (var queue in new[] { EntityNames.Submit, EntityNames.Coordinator, EntityNames.Commands })
            await Client.QueueDeclareAsync(queue, true, false, false, Arguments(("x-queue-type", "quorum"), ("x-delivery-limit", 100), ("x-dead-letter-exchange", EntityNames.Dead)), cancellationToken: Token);
        await Client.QueueDeclareAsync(EntityNames.Logs, true, false, false, Arguments(("x-max-length-bytes", 268435456), ("x-overflow", "reject-publish"), ("x-dead-letter-exchange", EntityNames.Dead)), cancellationToken: Token);
        await Client.QueueDeclareAsync(EntityNames.Dead, true, false, false, Arguments(("x-queue-type", "quorum"), ("x-delivery-limit", 1_000_000)), cancellationToken: Token);
        foreach (var exchange in new[] { EntityNames.Submit, EntityNames.Coordinator, EntityNames.Commands, EntityNames.Logs, EntityNames.Dead })
            await Client.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: Token);
        // Passive: it is there before the first event, so that listeners can bind to it.
        await Client.ExchangeDeclarePassiveAsync(EntityNames.Events, Token);
        await Client.ExchangeDeclareAsync(EntityNames.Events, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: Token);
    }

    [Fact]
    public async Task Send_ToAWorkerWithoutQueue_IsUnroutable_AndArrivesOnceItIsDeclared()
    {
        var process = await StartAsync();
        var worker = "w-" + Guid.NewGuid().ToString("N");
        using var writer = new OrdersWriter(session: 7);
        writer.Settle(Stamp);
        writer.End();
        var row = new OutboxRow(1, Guid.NewGuid(), MessageKinds.Orders, worker, "", writer.Messages[0]);

        Assert.Equal(SendResult.Unroutable, await WithinAsync(process.Sender.SendAsync(row, Token)));
        var queue = EntityNames.WorkerQueue(worker);
        await Client.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Arguments(("x-expires", 60000)), cancellationToken: Token);
        await Client.QueueBindAsync(queue, queue, "", cancellationToken: Token);
        Assert.Equal(SendResult.Sent, await WithinAsync(process.Sender.SendAsync(row, Token)));

        var message = await GetAsync(queue);
        Assert.Equal(row.MessageId.ToString(), message.BasicProperties.MessageId);
        var orders = JsonDocument.Parse(message.Body).RootElement;
        Assert.Equal("urn:message:Fleet.Contracts:WorkerOrders", orders.GetProperty("messageType")[0].GetString());
        Assert.Equal(Stamp.Workflow, orders.GetProperty("message").GetProperty("settle")[0].GetProperty("workflow").GetGuid());
        await Client.ExchangeDeleteAsync(queue, cancellationToken: Token);
    }

    [Fact]
    public async Task Event_IsPlainCloudEventsJson_OnTheTopicExchange()
    {
        var process = await StartAsync();
        await Client.ExchangeDeclareAsync(EntityNames.Events, ExchangeType.Topic, durable: true, cancellationToken: Token);
        var queue = (await Client.QueueDeclareAsync("", false, exclusive: true, autoDelete: true, cancellationToken: Token)).QueueName;
        await Client.QueueBindAsync(queue, EntityNames.Events, "workflow.*.Succeeded.#", cancellationToken: Token);
        var body = """{"specversion":"1.0","type":"fleet.workflow.finished"}""";
        var row = new OutboxRow(1, Guid.NewGuid(), MessageKinds.Event, "workflow.default.Succeeded.-.hello", "a", Encoding.UTF8.GetBytes(body));

        Assert.Equal(SendResult.Sent, await WithinAsync(process.Sender.SendAsync(row, Token)));

        var message = await GetAsync(queue);
        Assert.Equal(body, Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal("application/cloudevents+json", message.BasicProperties.ContentType);
        Assert.Equal(row.Destination, message.RoutingKey);
    }

    [Fact]
    public async Task LogChunk_IsStored()
    {
        var logs = new FakeLogs();
        var process = await StartAsync(logs: logs);
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);
        await PublishAsync(EntityNames.Logs, new LogChunk { Stamp = Stamp, Namespace = "default", PodName = "p", Container = "main", Stream = "stdout", Offset = 0, Bytes = [1, 2, 255], LastNanos = 9 });

        Assert.True(logs.Chunks.TryTake(out var chunk, Patience));
        Assert.Equal([1, 2, 255], chunk.Bytes);
    }

    [Fact]
    public async Task LogChunks_OfOneStream_AreStoredInOrder_HoweverManyAreHandledAtOnce()
    {
        var folder = Directory.CreateTempSubdirectory("fleet-logs-").FullName;
        try
        {
            var logs = new FileLogStore(folder);
            var process = await StartAsync(logs: logs);
            await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);
            var line = Encoding.UTF8.GetBytes("2026-01-02T03:04:05.000000000Z line\n");
            for (var i = 0; i < 500; i++)
                await PublishAsync(EntityNames.Logs, new LogChunk { Stamp = Stamp, Namespace = "default", PodName = "p", Container = "main", Stream = "stdout", Offset = i * line.Length, Bytes = line, LastNanos = 9, End = i == 499 });

            var count = await WithinAsync(new LogReader(logs, TimeProvider.System).ReadAsync(Stamp.Workflow, new LogQuery(), _ => Task.FromResult(Stored() == 500 * line.Length), Token).CountAsync(Token).AsTask());
            long Stored() => logs.Files(Stamp.Workflow, null).Sum(file => new FileInfo(file.File.Path).Length);

            Assert.Equal(500, count);
            Assert.Equal(0u, await CountAsync(EntityNames.Dead));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Start_WithAWrongPassword_FailsWithASentence()
    {
        var options = new FleetBusOptions { Broker = new UriBuilder(Broker) { Password = "wrong" }.Uri, StartTimeout = TimeSpan.FromSeconds(4) };

        var error = await Assert.ThrowsAsync<BrokerUnreachableException>(() => BusStart.TryAsync(options, Token));

        Assert.Contains($"127.0.0.1:{Broker.Port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, object?> Arguments(params (string Key, object Value)[] arguments) => arguments.ToDictionary(item => item.Key, item => (object?)item.Value);
}
