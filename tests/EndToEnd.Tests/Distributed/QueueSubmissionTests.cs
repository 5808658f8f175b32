using System.Text.Json;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests.Distributed;

[Collection("broker 4")]
public sealed class QueueSubmissionOn4Tests(QueueFleet.On4 fleet) : QueueSubmissionTests(fleet), IClassFixture<QueueFleet.On4>;

[Collection("broker 3.10")]
public sealed class QueueSubmissionOn310Tests(QueueFleet.On310 fleet) : QueueSubmissionTests(fleet), IClassFixture<QueueFleet.On310>;

/// <summary>Workflows put on <c>fleet.submit</c> by a client that knows nothing of .NET, run by three workers.</summary>
public abstract class QueueSubmissionTests(QueueFleet queueFleet)
{
    private const string Events = "workflow.default.Succeeded.-.#";

    /// <summary>The pipeline that Fleet was made for, where it lies beside the repository; else our own of the same shape.</summary>
    private static readonly string Pipeline =
        new[] { Path.Combine(Environment.GetEnvironmentVariable("FLEET_SHARED") ?? Path.Combine(Part.Root, "../shared"), "seed/sequential-pipeline-with-tests.yaml") }
            .Select(Path.GetFullPath).FirstOrDefault(File.Exists) ?? Path.Combine(Part.Root, "examples/build-push-deploy.yaml");

    [Fact]
    public async Task Pipeline_AsPlainJson_IsAnswered_SucceedsInOrder_AndIsAnnounced()
    {
        var fleet = await queueFleet.StartedAsync();

        var (exit, lines, error) = await PikaClient.SubmitAsync(fleet.Broker, Pipeline);

        Assert.True(exit == 0, $"exit {exit}\n{string.Join('\n', lines)}\n{error}");
        var (answer, announced) = (lines[0], lines[1]);
        Assert.Equal("default", answer.GetProperty("namespace").GetString());
        var name = answer.GetProperty("name").GetString()!;
        Assert.Equal(("fleet.workflow.finished", "1.0", $"/fleet/default/{name}"), (Text(announced, "type"), Text(announced, "specversion"), Text(announced, "source")));
        Assert.Equal((name, Text(answer, "uid"), "Succeeded"), (Text(announced.GetProperty("data"), "name"), Text(announced.GetProperty("data"), "uid"), Text(announced.GetProperty("data"), "phase")));
        var workflow = await fleet.Api.EndAsync(name);
        WorkflowFacts.Succeeded(workflow, "4/4");
        var pods = WorkflowFacts.Pods(workflow).Values.OrderBy(node => WorkflowFacts.Time(node, "startedAt"))
            // The status has whole seconds.
            .ThenBy(node => WorkflowFacts.Time(node, "finishedAt")).ToArray();
        Assert.All(pods.Zip(pods.Skip(1)), pair => Assert.True(WorkflowFacts.Time(pair.First, "finishedAt") <= WorkflowFacts.Time(pair.Second, "startedAt"), $"{pair.First}\n{pair.Second}"));
        Assert.All(pods, node => Assert.Contains(Text(node, "hostNodeName"), fleet.Workers));
    }

    [Fact]
    public async Task Envelope_OfMassTransit_IsTaken()
    {
        var fleet = await queueFleet.StartedAsync();
        var envelope = JsonSerializer.Serialize(new { messageId = Guid.NewGuid(), messageType = new[] { "urn:message:Fleet.Contracts:SubmitWorkflow" }, message = new { yaml = Yaml("envelope-"), parameters = new { who = "masstransit" } } });

        var talk = await PikaClient.TalkAsync(fleet.Broker, Events, new { body = envelope, contentType = "application/vnd.masstransit+json" });

        var name = Text(Assert.Single(talk.Answers), "name");
        Assert.StartsWith("envelope-", name, StringComparison.Ordinal);
        Assert.Equal($"workflow.default.Succeeded.-.{name}", Text(Assert.Single(talk.Events), "routingKey"));
        Assert.Equal("masstransit", (await fleet.Api.EndAsync(name)).GetProperty("spec").GetProperty("arguments").GetProperty("parameters")[0].GetProperty("value").GetString());
    }

    [Fact]
    public async Task SameMessageId_Twice_IsOneWorkflow()
    {
        var fleet = await queueFleet.StartedAsync();
        var request = new { body = JsonSerializer.Serialize(new { yaml = Yaml("once-") }), contentType = "application/json", messageId = "order-" + Guid.NewGuid().ToString("N") };

        var talk = await PikaClient.TalkAsync(fleet.Broker, Events, request, request, new { request.body, request.contentType, messageId = "another-" + request.messageId });

        Assert.Equal((talk.Answers[0].ToString(), 3), (talk.Answers[1].ToString(), talk.Answers.Length));
        Assert.NotEqual(Text(talk.Answers[0], "uid"), Text(talk.Answers[2], "uid"));
        var list = await fleet.Api.ListAsync("default", new Client.ListRequest(), TestContext.Current.CancellationToken);
        Assert.Equal(2, list.Items.Count(item => Text(item.GetProperty("metadata"), "name").StartsWith("once-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task InvalidManifest_IsAnsweredWithAllItsErrors()
    {
        var fleet = await queueFleet.StartedAsync();
        var yaml = """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {generateName: invalid-}
            spec:
              entrypoint: nowhere
              templates:
              - name: main
                dag:
                  tasks:
                  - {name: a, template: missing}
                  - {name: b, template: leaf, dependencies: [c]}
              - name: leaf
                container: {image: alpine, comand: [sh]}
            """;

        var talk = await PikaClient.TalkAsync(fleet.Broker, Events, new { body = JsonSerializer.Serialize(new { yaml }) });

        var answer = Assert.Single(talk.Answers);
        Assert.False(answer.TryGetProperty("uid", out _));
        var errors = answer.GetProperty("errors").EnumerateArray().ToArray();
        Assert.True(errors.Length >= 2, answer.ToString());
        Assert.All(errors, error => Assert.True(Text(error, "message").Length > 10 && Text(error, "path").Length > 0 && error.GetProperty("line").GetInt32() > 4, error.ToString()));
        Assert.Contains(errors, error => error.GetProperty("line").GetInt32() == 13 && Text(error, "message").Contains("comand", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NoJson_IsAnswered_KeptWithItsReason_AndTheQueueGoesOn()
    {
        var fleet = await queueFleet.StartedAsync();
        var mark = Guid.NewGuid().ToString("N");

        var talk = await PikaClient.TalkAsync(fleet.Broker, Events,
            new { body = $$"""{"yaml": "{{mark}}""", dead = true },
            new { body = $$"""["{{mark}}"]""", dead = true },
            new { body = $$$"""{"yaml": {"no": "{{{mark}}}"}}""", contentType = "application/json", dead = true },
            new { body = $"{mark} in no envelope", contentType = "application/vnd.masstransit+json", dead = true },
            new { body = "" },
            new { body = JsonSerializer.Serialize(new { yaml = Yaml("after-") }) });

        Assert.All(talk.Answers[..^1], answer => Assert.True(Text(answer.GetProperty("errors")[0], "message").Length > 10, answer.ToString()));
        Assert.StartsWith("after-", Text(talk.Answers[^1], "name"), StringComparison.Ordinal);
        Assert.Equal(4, talk.Dead.Length);
        Assert.All(talk.Dead, item => Assert.True(Text(item, "dead").Contains(mark, StringComparison.Ordinal) && Text(item.GetProperty("headers"), "MT-Fault-Message").Length > 0, item.ToString()));
    }

    private static string Text(JsonElement item, string property) => item.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    private static string Yaml(string generateName) => $$"""
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: {{generateName}}}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: who, value: nobody}]}
          templates:
          - name: main
            container: {image: "alpine:latest", command: [echo], args: ["hello"]}
        """;
}
