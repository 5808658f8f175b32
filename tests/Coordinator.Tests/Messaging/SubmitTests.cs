using System.Text;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Submission;
using RabbitMQ.Client;

namespace Fleet.Coordinator.Tests.Messaging;

[Collection("broker")]
public sealed class SubmitOn4() : SubmitTests("FLEET_TEST_AMQP");

[Collection("broker")]
public sealed class SubmitOn310() : SubmitTests("FLEET_TEST_AMQP_310");

/// <summary><c>fleet.submit</c> from a client that knows nothing of .NET.</summary>
public abstract class SubmitTests(string variable) : BrokerTest(variable)
{
    [Fact]
    public async Task Submit_PlainJson_IsAnsweredOnReplyTo()
    {
        var submissions = new FakeSubmissions();
        var process = await StartAsync(submissions);
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);

        var reply = await SubmitAsync("""{"yaml": "kind: Workflow", "namespace": "ci", "parameters": {"n": 3}, "parameter": {"n": 4}}""", "not-a-guid-42");

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

        var reply = await SubmitAsync(envelope, "x", "application/vnd.masstransit+json");

        Assert.Equal("hello", reply.GetProperty("name").GetString());
        Assert.True(submissions.Seen.TryDequeue(out var seen));
        Assert.Equal("mine", seen.Options!.IdempotencyKey);
    }

    [Fact]
    public async Task Submit_Invalid_IsAnsweredWithAllErrors()
    {
        var process = await StartAsync();
        await using var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);

        var reply = await SubmitAsync("{}", "x");

        var error = Assert.Single(reply.GetProperty("errors").EnumerateArray());
        Assert.Equal("There is no workflow in it.", error.GetProperty("message").GetString());
        Assert.Equal(3, error.GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Submit_NotJson_IsAnsweredAndDeadLettered()
    {
        var process = await StartAsync();
        var consuming = await process.Transport.ConsumeAsync(new FakeInbox(), Token);

        var reply = await SubmitAsync("hello?", "x");

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
            waiting = SubmitAsync(large, "large");
            Assert.Equal("hello", (await SubmitAsync("""{"yaml": "kind: Workflow"}""", "small")).GetProperty("name").GetString());
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

        var reply = await SubmitAsync("""{"yaml": "kind: Workflow"}""", "x");

        Assert.Equal("hello", reply.GetProperty("name").GetString());
    }
}
