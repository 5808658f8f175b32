using System.Text;
using Fleet.Contracts;
using RabbitMQ.Client;

namespace Fleet.Coordinator.Tests.Messaging;

[Collection("broker")]
public sealed class DeadLettersOn4() : DeadLetterTests("FLEET_TEST_AMQP");

[Collection("broker")]
public sealed class DeadLettersOn310() : DeadLetterTests("FLEET_TEST_AMQP_310");

/// <summary>What nobody can process goes to <c>fleet.dead</c>.</summary>
public abstract class DeadLetterTests(string variable) : BrokerTest(variable)
{
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
        var answer = await SubmitAsync("""{"yaml": "kind: Workflow", "format": 99}""", "x");

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
}
