using System.Text;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Messaging;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using RabbitMQ.Client;

namespace Fleet.Coordinator.Tests.Messaging;

[Collection("broker")]
public sealed class BrokerTestsOn4() : BrokerTests("FLEET_TEST_AMQP");

[Collection("broker")]
public sealed class BrokerTestsOn310() : BrokerTests("FLEET_TEST_AMQP_310");

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
    public async Task Submit_PlainJson_IsAnsweredOnReplyTo()
    {
        var submissions = new FakeSubmissions();
        var process = await StartAsync(submissions);
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);

        var reply = await AskAsync("""{"yaml": "kind: Workflow", "namespace": "ci", "parameters": {"n": 3}, "parameter": {"n": 4}}""", "not-a-guid-42");

        Assert.Equal("ci", reply.GetProperty("namespace").GetString());
        Assert.Equal("hello", reply.GetProperty("name").GetString());
        Assert.Equal(FakeSubmissions.Uid.ToString(), reply.GetProperty("uid").GetString());
        Assert.True(submissions.Seen.TryDequeue(out var seen));
        Assert.Equal("not-a-guid-42", seen.Options!.IdempotencyKey);
        Assert.Equal("3", seen.Request.Parameters!["n"].GetRawText());
        Assert.Equal(["parameter"], seen.Request.Unknown!.Keys);
    }

    [Fact]
    public async Task Submit_Envelope_IsTaken()
    {
        var submissions = new FakeSubmissions();
        var process = await StartAsync(submissions);
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);
        var envelope = """{"messageId":"7d8a5c0e-0000-0000-0000-000000000001","messageType":["urn:message:Fleet.Contracts:SubmitWorkflow"],"message":{"yaml":"kind: Workflow","idempotencyKey":"mine"}}""";

        var reply = await AskAsync(envelope, "x", "application/vnd.masstransit+json");

        Assert.Equal("hello", reply.GetProperty("name").GetString());
        Assert.True(submissions.Seen.TryDequeue(out var seen));
        Assert.Equal("mine", seen.Options!.IdempotencyKey);
    }

    [Fact]
    public async Task Submit_Invalid_IsAnsweredWithAllErrors()
    {
        var process = await StartAsync();
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);

        var reply = await AskAsync("{}", "x");

        var error = Assert.Single(reply.GetProperty("errors").EnumerateArray());
        Assert.Equal("There is no workflow in it.", error.GetProperty("message").GetString());
        Assert.Equal(3, error.GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Submit_NotJson_IsAnsweredAndDeadLettered()
    {
        var process = await StartAsync();
        var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);

        var reply = await AskAsync("hello?", "x");

        Assert.Contains("cannot be processed", reply.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        var dead = await GetAsync(EntityNames.Dead);
        Assert.Equal("hello?", Encoding.UTF8.GetString(dead.Body.Span));
        // Once: the delivery is over when the endpoint has stopped.
        await WithinAsync(consuming.DisposeAsync().AsTask());
        Assert.Null(await Client.BasicGetAsync(EntityNames.Dead, autoAck: true, Token));
    }

    [Fact]
    public async Task Submit_Large_IsReadWhenThereIsRoom_AndGoesBackWhenNothingIsConsumed()
    {
        var submissions = new FakeSubmissions();
        var room = new SubmissionRoom(100_000);
        var process = await StartAsync(submissions, room: room);
        var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);
        var large = $$"""{"yaml": "kind: Workflow", "idempotencyKey": "{{new string('x', 70_000)}}"}""";
        Task<JsonElement> waiting;
        using (await room.EnterAsync(90_000, Token))
        {
            waiting = AskAsync(large, "large");
            Assert.Equal("hello", (await AskAsync("""{"yaml": "kind: Workflow"}""", "small")).GetProperty("name").GetString());
            Assert.Single(submissions.Seen);
        }

        Assert.Equal("hello", (await WithinAsync(waiting)).GetProperty("name").GetString());

        using (await room.EnterAsync(90_000, Token))
        {
            await Client.BasicPublishAsync("", EntityNames.Submit, true, new BasicProperties { MessageId = "left" }, Encoding.UTF8.GetBytes(large), Token);
            await WithinAsync(consuming.DisposeAsync().AsTask());
        }

        Assert.Equal("left", (await GetAsync(EntityNames.Submit)).BasicProperties.MessageId);
        Assert.Equal(2, submissions.Seen.Count);
        Assert.Equal(0u, await CountAsync(EntityNames.Dead));
        using var free = await WithinAsync(room.EnterAsync(100_000, Token));
    }

    [Fact]
    public async Task Submit_ResponseAddressOfAForeignQueue_DoesNotBlockTheEndpoint()
    {
        var process = await StartAsync();
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);
        var foreign = await Client.QueueDeclareAsync("", false, exclusive: true, autoDelete: true, cancellationToken: Token);
        foreach (var field in new[] { "responseAddress", "faultAddress" })
        {
            var envelope = $$$"""{"messageId":"7d8a5c0e-0000-0000-0000-000000000002","{{{field}}}":"queue:{{{foreign.QueueName}}}","messageType":["urn:message:Fleet.Contracts:SubmitWorkflow"],"message":{"yaml":7}}""";
            await Client.BasicPublishAsync("", EntityNames.Submit, true, new BasicProperties { ContentType = "application/vnd.masstransit+json" }, Encoding.UTF8.GetBytes(envelope), Token);
        }

        var reply = await AskAsync("""{"yaml": "kind: Workflow"}""", "x");

        Assert.Equal("hello", reply.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Reports_WaitingForACommit_AreHandledTogether()
    {
        var process = await StartAsync();
        var inbox = new FakeInbox();
        await using var consuming = await process.Transport.ConsumeAsync(inbox, Token);
        for (var i = 0; i < 250; i++) await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = i });

        var waiting = new List<FakeInbox.Received>();
        for (var i = 0; i < 250; i++) waiting.Add(await WithinAsync(inbox.NextAsync()));
        waiting.ForEach(received => received.Decided.SetResult());

        Assert.Equal(250, waiting.Select(received => ((WorkerBeat)received.Message).Number).Distinct().Count());
    }

    [Fact]
    public async Task Messages_NotDecidedWhenTheLeadEnds_GoToTheNextLeader()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        var inbox = new FakeInbox();
        var consuming = await first.Transport.ConsumeAsync(inbox, Token);
        for (var i = 0; i < 20; i++) await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = i });
        for (var i = 0; i < 20; i++) await inbox.NextAsync();

        await WithinAsync(consuming.DisposeAsync().AsTask());

        var next = new FakeInbox { Commit = true };
        await using var taken = await second.Transport.ConsumeAsync(next, Token);
        var numbers = new HashSet<long>();
        while (numbers.Count < 20) numbers.Add(((WorkerBeat)(await next.NextAsync()).Message).Number);
        Assert.Equal(0u, await CountAsync(EntityNames.Dead));
        Assert.Empty(Warnings.Entries);
    }

    [Fact]
    public async Task Message_WhoseWorkLosesTheLead_GoesToTheNextLeader()
    {
        var process = await StartAsync();
        var inbox = new FakeInbox();
        var consuming = await process.Transport.ConsumeAsync(inbox, Token);
        await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = 7 });

        (await inbox.NextAsync()).Decided.SetException(new NotLeadingException("fleet"));
        await WithinAsync(consuming.DisposeAsync().AsTask());

        Assert.False(inbox.HasMore);
        var next = new FakeInbox { Commit = true };
        await using var taken = await process.Transport.ConsumeAsync(next, Token);
        Assert.Equal(7, ((WorkerBeat)(await next.NextAsync()).Message).Number);
        Assert.Equal(0u, await CountAsync(EntityNames.Dead));
        Assert.Empty(Warnings.Entries);
    }

    [Fact]
    public async Task Message_WhoseWorkIsCancelledWhileTheProcessLeadsOn_ComesAgainAtOnce()
    {
        var process = await StartAsync();
        var inbox = new FakeInbox();
        await using var consuming = await process.Transport.ConsumeAsync(inbox, Token);
        await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = 7 });

        (await inbox.NextAsync()).Decided.SetException(new OperationCanceledException());

        var again = await inbox.NextAsync();
        Assert.Equal(7, ((WorkerBeat)again.Message).Number);
        again.Decided.SetResult();
        Assert.Equal(0u, await CountAsync(EntityNames.Dead));
    }

    [Fact]
    public async Task Consume_AgainAfterTheEnd_Works()
    {
        var process = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var inbox = new FakeInbox { Commit = true };
            var consuming = await WithinAsync(process.Transport.ConsumeAsync(inbox, Token));
            await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = round });
            Assert.Equal(round, ((WorkerBeat)(await inbox.NextAsync()).Message).Number);
            await WithinAsync(consuming.DisposeAsync().AsTask());
        }
    }

    [Fact]
    public async Task Poison_GoesToDead_WithTheReason()
    {
        var process = await StartAsync();
        var inbox = new FakeInbox();
        await using var consuming = await process.Transport.ConsumeAsync(inbox, Token);
        await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = 1 });

        (await inbox.NextAsync()).Decided.SetException(new InvalidOperationException("it is poison"));

        var dead = await GetAsync(EntityNames.Dead);
        var headers = dead.BasicProperties.Headers!.ToDictionary(header => header.Key, header => header.Value is byte[] text ? Encoding.UTF8.GetString(text) : header.Value?.ToString());
        Assert.Contains("it is poison", headers["MT-Fault-Message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownFormat_GoesToDead_WithTheSentence()
    {
        var process = await StartAsync();
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);

        await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = 1, Format = 99 });
        var answer = await AskAsync("""{"yaml": "kind: Workflow", "format": 99}""", "x");

        Assert.Contains("SubmitWorkflow has the format 99", answer.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        var reasons = new[] { Reason(await GetAsync(EntityNames.Dead)), Reason(await GetAsync(EntityNames.Dead)) };
        Assert.Contains(reasons, reason => reason.StartsWith("WorkerBeat has the format 99", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.StartsWith("SubmitWorkflow has the format 99", StringComparison.Ordinal));

        static string Reason(BasicGetResult dead) => dead.BasicProperties.Headers!["MT-Fault-Message"] is byte[] text ? Encoding.UTF8.GetString(text) : "";
    }

    [Fact]
    public async Task DeadLetter_LookedAtOften_Stays()
    {
        var process = await StartAsync();
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);
        await Client.BasicPublishAsync(EntityNames.Dead, "", mandatory: true, Encoding.UTF8.GetBytes("kept"), Token);

        // RabbitMQ 4 drops a message after 20 returns where a quorum queue has no limit of its own.
        for (var look = 0; look < 30; look++)
        {
            var seen = await GetAsync(EntityNames.Dead, acknowledge: false);
            await Client.BasicNackAsync(seen.DeliveryTag, multiple: false, requeue: true, Token);
        }

        Assert.Equal("kept", Encoding.UTF8.GetString((await GetAsync(EntityNames.Dead)).Body.Span));
    }

    [Fact]
    public async Task UnknownMessage_GoesToDead()
    {
        var process = await StartAsync();
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);
        var envelope = """{"messageType":["urn:message:Somebody:Elses"],"message":{}}""";
        await Client.BasicPublishAsync("", EntityNames.Coordinator, true, new BasicProperties { ContentType = "application/vnd.masstransit+json" }, Encoding.UTF8.GetBytes(envelope), Token);

        Assert.Contains("Elses", Encoding.UTF8.GetString((await GetAsync(EntityNames.Dead)).Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_CountsOnlyWhenEverythingBeforeIsDecided()
    {
        var process = await StartAsync();
        var inbox = new FakeInbox();
        await using var consuming = await process.Transport.ConsumeAsync(inbox, Token);
        for (var i = 0; i < 10; i++) await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = i });
        await process.Transport.ProbeAsync(new LeaderProbe(4, 2), Token);
        var beats = new List<FakeInbox.Received>();
        for (var i = 0; i < 10; i++) beats.Add(await inbox.NextAsync());
        Assert.All(beats, received => Assert.IsType<WorkerBeat>(received.Message));

        foreach (var beat in beats[1..]) beat.Decided.SetResult();
        Assert.False(inbox.HasMore);
        beats[0].Decided.SetResult();

        Assert.Equal(new LeaderProbe(4, 2), (await inbox.NextAsync()).Message);
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

    private Task<JsonElement> AskAsync(string body, string messageId, string? contentType = null) => AskAsync(EntityNames.Submit, body, messageId, contentType);

    private async Task PublishAsync<T>(string queue, T message)
    {
        var body = MessageEnvelope.Wrap(Guid.NewGuid(), MessageEnvelope.Urn(typeof(T)), JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));
        await Client.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { ContentType = "application/vnd.masstransit+json" }, body, Token);
    }

    private static Dictionary<string, object?> Arguments(params (string Key, object Value)[] arguments) => arguments.ToDictionary(item => item.Key, item => (object?)item.Value);
}
