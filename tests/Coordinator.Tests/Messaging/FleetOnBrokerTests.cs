using Fleet.Contracts;
using Fleet.Coordinator.Tests.Hosting;
using RabbitMQ.Client;

namespace Fleet.Coordinator.Tests.Messaging;

[Collection("broker")]
public sealed class FleetOn4() : FleetOnBrokerTests("FLEET_TEST_AMQP");

[Collection("broker")]
public sealed class FleetOn310() : FleetOnBrokerTests("FLEET_TEST_AMQP_310");

/// <summary>Coordinator and worker over a real broker.</summary>
public abstract class FleetOnBrokerTests(string variable) : BrokerTest(variable)
{
    private const string FanOut = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: fan-}
        spec:
          entrypoint: main
          templates:
          - name: main
            steps:
            - - {name: step, template: echo, withSequence: {count: "200"}}
          - name: echo
            container: {image: alpine, command: [echo]}
        """;

    [Fact]
    public async Task Submission_WithHalfACharacter_IsAnswered_AndNotDeadLettered()
    {
        var folder = Directory.CreateTempSubdirectory("fleet-broker-").FullName;
        try
        {
            await using var fleet = await EmbeddedFleet.StartAsync(folder, broker: Broker);
            await WithinAsync(fleet.Leadership.WhenConsumingAsync(Token));
            var manifest = $$$$"""{"metadata":{"name":"half"},"spec":{"entrypoint":"m","arguments":{"parameters":[{"name":"a","value":"\ud800{{{{new string('x', 70_000)}}}}"}]},"templates":[{"name":"m","suspend":{}}]}}""";

            var reply = await AskAsync(EntityNames.Submit, $$$$"""{"workflow":{{{{manifest}}}}}""", "half");

            Assert.Equal("invalid", reply.GetProperty("reason").GetString());
            Assert.EndsWith("has half a surrogate pair, \\ud800: it was cut in the middle of a character", reply.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Equal(0u, await CountAsync(EntityNames.Dead));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task FanOut_Succeeds_AndIsAnnounced()
    {
        await Client.ExchangeDeclareAsync(EntityNames.Events, ExchangeType.Topic, durable: true, cancellationToken: Token);
        var queue = (await Client.QueueDeclareAsync("", false, exclusive: true, autoDelete: true, cancellationToken: Token)).QueueName;
        await Client.QueueBindAsync(queue, EntityNames.Events, "workflow.default.Succeeded.#", cancellationToken: Token);
        var folder = Directory.CreateTempSubdirectory("fleet-broker-").FullName;
        try
        {
            await using var fleet = await EmbeddedFleet.StartAsync(folder, broker: Broker, slots: 64);

            var accepted = await fleet.SubmitAsync(FanOut);

            Assert.Equal(("Succeeded", "200/200"), (await fleet.UntilFinishedAsync(accepted.Uid)) is var summary ? (summary.Phase, summary.Progress) : default);
            Assert.Contains(accepted.Name, (await GetAsync(queue)).RoutingKey, StringComparison.Ordinal);
            Assert.Equal(0u, await CountAsync(EntityNames.Dead));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
