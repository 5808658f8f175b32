using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Tests.Hosting;

namespace Fleet.Coordinator.Tests.Messaging;

[Collection("broker")]
public sealed class CommandsOn4() : CommandTests("FLEET_TEST_AMQP");

[Collection("broker")]
public sealed class CommandsOn310() : CommandTests("FLEET_TEST_AMQP_310");

/// <summary><c>fleet.commands</c> from a client that knows nothing of .NET.</summary>
public abstract class CommandTests(string variable) : BrokerTest(variable)
{
    private const string Gate = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: gate, namespace: ci}
        spec:
          entrypoint: main
          templates:
          - {name: main, suspend: {}}
        """;

    [Fact]
    public async Task Commands_AreCarriedOut_AndAnswered()
    {
        var folder = Directory.CreateTempSubdirectory("fleet-commands-").FullName;
        try
        {
            await using var fleet = await EmbeddedFleet.StartAsync(folder, broker: Broker, withWorker: false);
            await WithinAsync(fleet.Leadership.WhenConsumingAsync(Token));
            var accepted = await fleet.SubmitAsync(Gate);

            var suspended = await CommandAsync("""{"action":"suspend","namespace":"ci","name":"gate"}""");
            Assert.Equal((accepted.Uid, "ci", "gate"), (suspended.GetProperty("uid").GetGuid(), Text(suspended, "namespace"), Text(suspended, "name")));
            Assert.True((await fleet.Store.FindAsync(accepted.Uid, Token))!.Suspended);

            var envelope = """{"messageType":["urn:message:Fleet.Contracts:WorkflowCommand"],"message":{"action":"resume","namespace":"ci","name":"@latest"}}""";
            Assert.Equal("gate", Text(await CommandAsync(envelope, "application/vnd.masstransit+json"), "name"));
            Assert.Equal("Succeeded", (await fleet.UntilFinishedAsync(accepted.Uid)).Phase);

            await AssertRefusedAsync("""{"action":"stop","namespace":"ci","name":"gate"}""", "refused", "cannot shutdown a completed workflow");
            await AssertRefusedAsync("""{"action":"stop","name":"gate"}""", "notFound", "'gate' in namespace 'default'");
            await AssertRefusedAsync($$"""{"action":"delete","namespace":"ci","name":"gate","uid":"{{Guid.NewGuid()}}"}""", "notFound", "with uid");
            await AssertRefusedAsync("""{"action":"dance","namespace":"ci","name":"gate"}""", "invalid", "known are suspend");
            await AssertRefusedAsync("""{"action":"set","namespace":"ci","name":"gate"}""", "invalid", "nodeFieldSelector");
            await AssertRefusedAsync("""{"action":"delete","namespace":"ci","name":"gate","uuid":"x"}""", "invalid", "unknown field \"uuid\"");

            Assert.Equal("gate", Text(await CommandAsync($$"""{"action":"delete","namespace":"ci","name":"gate","uid":"{{accepted.Uid}}"}"""), "name"));
            Assert.Null(await fleet.Store.FindAsync(accepted.Uid, Token));
            Assert.Equal(0u, await CountAsync(EntityNames.Dead));

            // Objects beside workflows.
            const string Limits = """ "action":"apply","kind":"ConfigMap","name":"limits","namespace":"ci","manifest":{"data":{"a":"1"},"metadata":{"name":"limits"}}""";
            Assert.Equal("created", Text(await CommandAsync($"{{{Limits}}}"), "outcome"));
            Assert.Equal("unchanged", Text(await CommandAsync($"{{{Limits}}}"), "outcome"));
            Assert.Equal("configured", Text(await CommandAsync($"{{{Limits.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)}}}"), "outcome"));
            await AssertRefusedAsync("{" + Limits.Replace("apply", "create", StringComparison.Ordinal) + "}", "exists", "ConfigMap ci/limits exists already");
            await AssertRefusedAsync("{" + Limits + ",\"resourceVersion\":\"1\"}", "stale", "has been modified");
            await AssertRefusedAsync("{" + Limits.Replace("\"data\"", "\"daat\"", StringComparison.Ordinal) + "}", "invalid", "daat");
            await AssertRefusedAsync("""{"action":"apply","kind":"Deployment","name":"s"}""", "invalid", "known are Workflow, WorkflowTemplate");
            await AssertRefusedAsync("""{"action":"stop","namespace":"ci","name":"gate","manifest":{}}""", "invalid", "say their kind");
            Assert.Equal("deleted", Text(await CommandAsync("""{"action":"delete","kind":"ConfigMap","name":"limits","namespace":"ci"}"""), "outcome"));
            await AssertRefusedAsync("""{"action":"delete","kind":"ConfigMap","name":"limits","namespace":"ci"}""", "notFound", "no ConfigMap ci/limits");

            // Limits of semaphores.
            const string Limit = """ "action":"create","kind":"SyncLimit","name":"builds","namespace":"ci","manifest":{"limit":2}""";
            Assert.Equal("created", Text(await CommandAsync($"{{{Limit}}}"), "outcome"));
            await AssertRefusedAsync("{" + Limit.Replace(":2", ":0", StringComparison.Ordinal) + "}", "invalid", "a whole number above 0");
            await AssertRefusedAsync("{" + Limit.Replace("limit", "places", StringComparison.Ordinal) + "}", "invalid", "a whole number above 0");
            Assert.Equal("deleted", Text(await CommandAsync("""{"action":"delete","kind":"SyncLimit","name":"builds","namespace":"ci"}"""), "outcome"));

            // Without a name it cannot be read: the sender hears of it, the message is kept.
            Assert.Contains("cannot be processed", (await CommandAsync("""{"action":"stop"}""")).GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
            await GetAsync(EntityNames.Dead);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<JsonElement> CommandAsync(string body, string? contentType = null) => AskAsync(EntityNames.Commands, body, Guid.NewGuid().ToString(), contentType);

    private async Task AssertRefusedAsync(string body, string reason, string part)
    {
        var reply = await CommandAsync(body);
        Assert.Equal(reason, Text(reply, "reason"));
        Assert.Contains(part, reply.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
