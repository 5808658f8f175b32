using System.Text.Json;
using Fleet.Workflows.Simulation;

namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet simulate</c>: what the engine makes of scripted results, in virtual time.</summary>
public sealed class SimulateCommandTests : SimulateTest
{
    [Theory]
    [InlineData(1, "A 0-1, B 1-2, C 2-3, D 3-4")]
    [InlineData(2, "A 0-1, B 1-2, C 1-2, D 2-3")]
    public async Task Timeline_SlotsBound_TasksWaitForThem(int slots, string expected)
    {
        Assert.Equal(0, await SimulateAsync(Diamond, null, "--timeline", "-o", "json", "--slots", $"{slots}"));

        var result = JsonSerializer.Deserialize<JsonElement>(Cli.Out);
        Assert.Equal("Succeeded", result.GetProperty("workflow").GetProperty("status").GetProperty("phase").GetString());
        Assert.Equal(expected, string.Join(", ", result.GetProperty("timeline").EnumerateArray().Select(row => $"{row.GetProperty("displayName")} {row.GetProperty("started")}-{row.GetProperty("finished")}")));
        Assert.Equal(1, result.GetProperty("timeline")[2].GetProperty("ready").GetDouble());
    }

    [Fact]
    public async Task DataTemplate_TakesItsKeysFromTheResult_AndTransformsThem()
    {
        const string Manifest = """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: listed}
            spec:
              entrypoint: main
              templates:
                - name: main
                  steps:
                    - - {name: list, template: list}
                    - - {name: use, template: use, withParam: "{{steps.list.outputs.result}}", arguments: {parameters: [{name: key, value: "{{item}}"}]}}
                - name: list
                  data:
                    source: {artifactPaths: {name: logs, s3: {key: logs}}}
                    transformation: [{expression: "filter(data, {# endsWith '.log'})"}]
                - name: use
                  inputs: {parameters: [{name: key}]}
                  container: {image: busybox, command: [echo], args: ["{{inputs.parameters.key}}"]}
            """;

        Assert.Equal(0, await SimulateAsync(Manifest, """nodes: [{match: list, outputs: {result: '["a.log","b.txt"]'}}]""", "-o", "json"));

        Assert.Contains("use(0:a.log)", Cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("use(1:", Cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeline_AsText_IsABarATask()
    {
        Cli.Terminal = (40, 24);

        Assert.Equal(0, await SimulateAsync(Diamond, "nodes: [{match: B, duration: 2s}]", "--timeline", "--slots", "1", "--no-utf8", "--no-color"));

        Assert.EndsWith(
            """
            5s with 1 slot; at most 1 at once
            A  #####                         0s - 1s
            B       ###########              1s - 3s
            C       ...........######        3s - 4s
            D                        ######  4s - 5s

            """,
            Cli.Out,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nodes: [{match: B, exitCode: 3}]", "Failed", "A Succeeded, B Failed, C Succeeded, D Omitted")]
    [InlineData("nodes: [{match: '*.C', error: no such image}]", "Error", "A Succeeded, B Succeeded, C Error, D Omitted")]
    [InlineData("nodes: [{match: 'diamond-bbbbb.?', exitCode: 1}, {match: A}]", "Failed", "A Failed, B Omitted, C Omitted, D Omitted")]
    [InlineData("nodes: [{match: A}, {match: '*', exitCode: 1}]", "Failed", "A Succeeded, B Failed, C Failed, D Omitted")]
    [InlineData("default: {exitCode: 1}\nnodes: [{match: A, exitCode: 0}]", "Failed", "A Succeeded, B Failed, C Failed, D Omitted")]
    [InlineData("{\"nodes\": [{\"match\": \"D\", \"exitCode\": 1}]}", "Failed", "A Succeeded, B Succeeded, C Succeeded, D Failed")]
    public async Task Outcomes_FirstMatchDecides(string outcomes, string phase, string nodes)
    {
        Assert.Equal(1, await SimulateAsync(Diamond, outcomes, "-o", "json"));

        var status = Status();
        Assert.Equal(phase, status.GetProperty("phase").GetString());
        Assert.Equal(nodes, string.Join(", ", Nodes(status).Where(node => Text(node, "displayName").Length == 1).OrderBy(node => Text(node, "displayName")).Select(node => $"{Text(node, "displayName")} {Text(node, "phase")}")));
    }

    [Fact]
    public async Task Metrics_AreShownAtTheEnd()
    {
        const string metrics = "metrics: {prometheus: [{name: took, help: seconds, labels: [{key: status, value: '{{status}}'}], counter: {value: '{{duration}}'}}]}\n      ";
        Assert.Equal(0, await SimulateAsync(Diamond.Replace("container: {image: busybox}", metrics + "container: {image: busybox}", StringComparison.Ordinal), null, "--metrics"));

        Assert.EndsWith(
            """
            # HELP argo_workflows_took seconds
            # TYPE argo_workflows_took counter
            argo_workflows_took{status="Succeeded"} 4

            """,
            Cli.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_LineBreaksInTexts_AreEscaped()
    {
        const string metrics = "metrics: {prometheus: [{name: took, help: \"a\\nevil 42\\\\\", labels: [{key: who, value: \"b\\nevil \\\"43\\\\\"}], counter: {value: '1'}}]}\n      ";
        Assert.Equal(0, await SimulateAsync(Diamond.Replace("container: {image: busybox}", metrics + "container: {image: busybox}", StringComparison.Ordinal), null, "--metrics"));

        Assert.EndsWith(
            """
            # HELP argo_workflows_took a\nevil 42\\
            # TYPE argo_workflows_took counter
            argo_workflows_took{who="b\nevil \"43\\"} 4

            """,
            Cli.Out,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 14)]
    [InlineData(2, 0, 35)]
    [InlineData(3, 1, 34)]
    public async Task Times_CountAttempts(int times, int exit, int seconds)
    {
        Assert.Equal(exit, await SimulateAsync(Retried, $"nodes: [{{match: flaky, exitCode: 1, times: {times}}}]", "-o", "json"));

        var status = Status();
        // Attempts of a second each, pauses of 10 and 20 seconds, then the last step unless it failed, then the exit handler.
        Assert.Equal(seconds, (status.GetProperty("finishedAt").GetDateTimeOffset() - status.GetProperty("startedAt").GetDateTimeOffset()).TotalSeconds);
        Assert.Contains(Nodes(status), node => Text(node, "displayName") == "retried.onExit");
    }

    [Fact]
    public async Task Outputs_GoOn()
    {
        Assert.Equal(0, await Cli.RunAsync(null, "simulate", Example("build-push-deploy.yaml"), "--outcomes", Path.Combine(Root(), "docs", "outcomes", "build-push-deploy.yaml"), "-o", "json"));

        var inputs = Nodes(Status()).Single(node => Text(node, "displayName") == "deploy").GetProperty("inputs").GetProperty("parameters").EnumerateArray().Select(parameter => Text(parameter, "value"));
        Assert.Equal(["shop:1.4.0", "6b1f0c3a9d2e"], inputs);
        Assert.Empty(Cli.Error);
    }

    [Fact]
    public async Task Outputs_ThatAreNotScripted_AreMissing()
    {
        Assert.Equal(1, await Cli.RunAsync(null, "simulate", Example("build-push-deploy.yaml"), "-o", "json"));

        Assert.StartsWith("cannot save parameter image: file /tmp/image does not exist; give its value", Text(Nodes(Status()).Single(node => Text(node, "displayName") == "build"), "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AsResult_IsItsJson()
    {
        const string outcomes = """
            nodes:
              - {match: list, outputs: {result: [3, 4]}}
              - {match: "square(*)", outputs: {result: 9}, times: 1}
              - {match: "square(*)", outputs: {result: "16"}}
            """;
        Assert.Equal(0, await Cli.RunAsync(null, "simulate", Example("fan-out-fan-in.yaml"), "--outcomes", await Cli.WriteAsync("outcomes.yaml", outcomes), "-o", "json"));

        Assert.Equal("[9,16]", Text(Nodes(Status()).Single(node => Text(node, "displayName") == "sum").GetProperty("inputs").GetProperty("parameters")[0], "value"));
    }

    [Fact]
    public async Task Again_IsTheSame_AndOptionsReplaceWhatIsFixed()
    {
        await SimulateAsync(Diamond, null, "-o", "json");
        var first = Cli.Out;
        await SimulateAsync(Diamond, null, "-o", "json");
        Assert.Equal(first, Cli.Out);

        await SimulateAsync(Diamond, null, "-o", "json", "--uid", "11111111-2222-4333-8444-555555555555", "--start", "2030-05-06T07:08:09Z", "--name", "mine", "-l", "team=shop");
        var metadata = JsonSerializer.Deserialize<JsonElement>(Cli.Out).GetProperty("metadata");
        Assert.Equal(("11111111-2222-4333-8444-555555555555", "2030-05-06T07:08:09Z", "mine", "shop"), (Text(metadata, "uid"), Text(metadata, "creationTimestamp"), Text(metadata, "name"), Text(metadata.GetProperty("labels"), "team")));
    }

    // The same decisions as with a store, a run loop and a worker: what differs is when and where.
    [Fact]
    public async Task Status_IsThatOfARealRun()
    {
        const string manifest = """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: same}
            spec:
              entrypoint: main
              onExit: bye
              templates:
                - name: main
                  steps:
                    - - {name: list, template: list}
                    - - {name: each, template: each, arguments: {parameters: [{name: number, value: "{{item}}"}]}, withParam: "{{steps.list.outputs.result}}"}
                      - {name: never, template: each, arguments: {parameters: [{name: number, value: x}]}, when: "{{steps.list.outputs.result}} == none"}
                      - {name: flaky, template: flaky, continueOn: {failed: true}}
                    - - {name: last, template: broken}
                - name: list
                  metadata: {annotations: {fleet.dummy/result: "[1, 2]", fleet.dummy/parameters: '{"size": "2"}'}}
                  outputs: {parameters: [{name: size, valueFrom: {path: /size}}]}
                  script: {image: busybox, command: [sh], source: ls}
                - name: each
                  inputs: {parameters: [{name: number}]}
                  container: {image: busybox}
                - name: flaky
                  metadata: {annotations: {fleet.dummy/exit-code: "7"}}
                  retryStrategy: {limit: "1"}
                  container: {image: busybox}
                - name: broken
                  metadata: {annotations: {fleet.dummy/exit-code: "3"}}
                  container: {image: busybox}
                - name: bye
                  container: {image: busybox}
            """;
        const string outcomes = """
            default: {duration: 0}
            nodes:
              - {match: list, outputs: {result: "[1, 2]", parameters: {size: "2"}}}
              - {match: flaky, exitCode: 7}
              - {match: last, exitCode: 3}
            """;
        Assert.Equal(1, await SimulateAsync(manifest, outcomes, "-o", "json"));
        var simulated = StatusFacts.Of(Status());
        Assert.Equal(1, await Cli.RunAsync(manifest, "run", "-", "--runtime", "dummy", "-o", "json"));

        Assert.Equal(StatusFacts.Of(Status()), simulated);
    }
}
