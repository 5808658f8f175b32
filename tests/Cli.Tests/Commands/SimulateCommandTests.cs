using System.Text;
using System.Text.Json;
using Fleet.Workflows.Simulation;

namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet simulate</c>: what the engine makes of scripted results, in virtual time.</summary>
public sealed class SimulateCommandTests : IDisposable
{
    // A, then B and C side by side, then D.
    private const string Diamond = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: diamond-}
        spec:
          entrypoint: main
          templates:
            - name: main
              dag:
                tasks:
                  - {name: A, template: work}
                  - {name: B, template: work, depends: A}
                  - {name: C, template: work, depends: A}
                  - {name: D, template: work, depends: B && C}
            - name: work
              container: {image: busybox}
        """;

    private const string Retried = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: retried}
        spec:
          entrypoint: main
          onExit: bye
          templates:
            - name: main
              steps:
                - - {name: flaky, template: flaky}
                - - {name: last, template: work}
            - name: flaky
              retryStrategy: {limit: "2", retryPolicy: Always, backoff: {duration: "10", factor: 2}}
              container: {image: busybox}
            - name: work
              container: {image: busybox}
            - name: bye
              container: {image: busybox}
        """;

    private const string Approval = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: approval}
        spec:
          entrypoint: main
          templates:
            - name: main
              steps:
                - - {name: approve, template: approve}
                - - {name: apply, template: apply}
            - name: approve
              suspend: {}
            - name: apply
              container: {image: busybox}
        """;

    private const string Work = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: work}
        spec:
          entrypoint: main
          templates:
            - name: main
              dag: {tasks: [{name: A, template: task}, {name: B, template: task}, {name: C, template: task}]}
            - name: task
              container: {image: busybox}
        """;

    private readonly CliRun cli = new();

    [Theory]
    [InlineData(1, "A 0-1, B 1-2, C 2-3, D 3-4")]
    [InlineData(2, "A 0-1, B 1-2, C 1-2, D 2-3")]
    public async Task Timeline_SlotsBound_TasksWaitForThem(int slots, string expected)
    {
        Assert.Equal(0, await SimulateAsync(Diamond, null, "--timeline", "-o", "json", "--slots", $"{slots}"));

        var result = JsonSerializer.Deserialize<JsonElement>(cli.Out);
        Assert.Equal("Succeeded", result.GetProperty("workflow").GetProperty("status").GetProperty("phase").GetString());
        Assert.Equal(expected, string.Join(", ", result.GetProperty("timeline").EnumerateArray().Select(row => $"{row.GetProperty("displayName")} {row.GetProperty("started")}-{row.GetProperty("finished")}")));
        Assert.Equal(1, result.GetProperty("timeline")[2].GetProperty("ready").GetDouble());
    }

    [Fact]
    public async Task Timeline_AsText_IsABarATask()
    {
        cli.Terminal = (40, 24);

        Assert.Equal(0, await SimulateAsync(Diamond, "nodes: [{match: B, duration: 2s}]", "--timeline", "--slots", "1", "--no-utf8", "--no-color"));

        Assert.EndsWith(
            """
            5s with 1 slot; at most 1 at once
            A  #####                         0s - 1s
            B       ###########              1s - 3s
            C       ...........######        3s - 4s
            D                        ######  4s - 5s

            """,
            cli.Out,
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
            cli.Out,
            StringComparison.Ordinal);
    }

    private const string Managing = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: managing}
        spec:
          entrypoint: main
          templates:
            - name: main
              steps:
                - - {name: make, template: make}
                - - {name: wait, template: wait, arguments: {parameters: [{name: child, value: "{{steps.make.outputs.parameters.child}}"}]}}
            - name: make
              resource:
                action: create
                manifest: "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {generateName: child-}, spec: {entrypoint: a, templates: [{name: a, container: {image: busybox}}]}}"
              outputs: {parameters: [{name: child, valueFrom: {jsonPath: "{.metadata.name}"}}]}
            - name: wait
              inputs: {parameters: [{name: child}]}
              outputs: {parameters: [{name: level, valueFrom: {jsonPath: "{.status.outputs.level}"}}]}
              resource:
                action: get
                successCondition: status.phase == Succeeded
                failureCondition: status.phase in (Failed, Error)
                manifest: "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: {{inputs.parameters.child}}}}"
        """;

    [Theory]
    [InlineData("", 0, 1, "Succeeded ")]
    [InlineData("given: {workflows: [{match: 'child-*', duration: 20s, status: {outputs: {level: high}}}]}", 0, 20, "Succeeded high")]
    [InlineData("given: {workflows: [{match: 'child-*', duration: 3s, phase: Error}]}", 1, 3, "Failed failure condition 'status.phase in (Error,Failed)' evaluated true")]
    public async Task ManagedWorkflows_EndAsGiven(string outcomes, int exit, int seconds, string wait)
    {
        Assert.Equal(exit, await SimulateAsync(Managing, outcomes, "-o", "json"));

        var node = Nodes(Status()).Single(node => Text(node, "displayName") == "wait");
        Assert.Equal(seconds, (Status().GetProperty("finishedAt").GetDateTimeOffset() - Status().GetProperty("startedAt").GetDateTimeOffset()).TotalSeconds);
        Assert.Equal("child-bbbbb", Text(node.GetProperty("inputs").GetProperty("parameters")[0], "value"));
        Assert.Equal(wait, $"{Text(node, "phase")} {(exit == 0 ? Text(node.GetProperty("outputs").GetProperty("parameters")[0], "value") : Text(node, "message"))}");
    }

    [Fact]
    public async Task ManagedWorkflow_ThatNeverEnds_IsNamed()
    {
        Assert.Equal(1, await SimulateAsync(Managing, "given: {workflows: [{match: child-bbbbb, duration: forever}]}"));

        Assert.Contains("waits for workflow child-bbbbb: it meets neither condition", cli.Error, StringComparison.Ordinal);
    }

    private const string Calls = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: calls}
        spec:
          entrypoint: main
          templates:
            - name: main
              steps:
                - - {name: call, template: call}
                - - {name: use, template: use, arguments: {parameters: [{name: body, value: "{{steps.call.outputs.result}}"}]}}
            - name: call
              retryStrategy: {limit: "1"}
              http: {url: "http://example.com", successCondition: 'response.statusCode == 201 && response.headers["Kind"][0] == "a"'}
            - name: use
              inputs: {parameters: [{name: body}]}
              container: {image: busybox, args: ["{{inputs.parameters.body}}"]}
        """;

    [Theory]
    [InlineData("nodes: [{match: call, statusCode: 201, headers: {kind: a}, body: {id: 7}}]", 0, "call(0) Succeeded, use Succeeded {\"id\":7}")]
    [InlineData("nodes: [{match: call, statusCode: 500, times: 1}, {match: call, statusCode: 201, headers: {kind: a}}]", 0, "call(0) Failed, call(1) Succeeded, use Succeeded ")]
    [InlineData("nodes: [{match: call, error: connection refused}]", 1, "call(0) Failed, call(1) Failed")]
    [InlineData("", 1, "call(0) Failed, call(1) Failed")]
    public async Task HttpCalls_AreAnsweredByTheOutcomes(string outcomes, int exit, string nodes)
    {
        Assert.Equal(exit, await SimulateAsync(Calls, outcomes, "-o", "json"));

        Assert.Equal(nodes, string.Join(", ", Nodes(Status()).Where(node => Text(node, "type") is "HTTP" or "Pod").OrderBy(node => Text(node, "displayName"), StringComparer.Ordinal)
            .Select(node => $"{Text(node, "displayName")} {Text(node, "phase")}" + (node.TryGetProperty("inputs", out var inputs) ? " " + Text(inputs.GetProperty("parameters")[0], "value") : ""))));
    }

    [Fact]
    public async Task HttpAnswer_ForAContainer_IsWarnedOf()
    {
        await SimulateAsync(Calls, "nodes: [{match: call, statusCode: 201, headers: {kind: a}}, {match: use, statusCode: 200}]", "-o", "json");

        Assert.Contains("nodes[1].statusCode: template 'use' makes no HTTP call", cli.Error, StringComparison.Ordinal);
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
        Assert.Equal(0, await cli.RunAsync(null, "simulate", Example("build-push-deploy.yaml"), "--outcomes", Path.Combine(Root(), "docs", "outcomes", "build-push-deploy.yaml"), "-o", "json"));

        var inputs = Nodes(Status()).Single(node => Text(node, "displayName") == "deploy").GetProperty("inputs").GetProperty("parameters").EnumerateArray().Select(parameter => Text(parameter, "value"));
        Assert.Equal(["shop:1.4.0", "6b1f0c3a9d2e"], inputs);
        Assert.Empty(cli.Error);
    }

    [Fact]
    public async Task Outputs_ThatAreNotScripted_AreMissing()
    {
        Assert.Equal(1, await cli.RunAsync(null, "simulate", Example("build-push-deploy.yaml"), "-o", "json"));

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
        Assert.Equal(0, await cli.RunAsync(null, "simulate", Example("fan-out-fan-in.yaml"), "--outcomes", await WriteAsync("outcomes.yaml", outcomes), "-o", "json"));

        Assert.Equal("[9,16]", Text(Nodes(Status()).Single(node => Text(node, "displayName") == "sum").GetProperty("inputs").GetProperty("parameters")[0], "value"));
    }

    [Theory]
    [InlineData("at: [{after: 5s, do: stop, message: enough}]", "flaky(0)", "Failed", "retried.onExit")]
    [InlineData("at: [{after: 5s, do: terminate}]", "flaky(0)", "Failed", null)]
    [InlineData("at: [{after: 'flaky(0)', do: stop}]\nnodes: [{match: flaky, exitCode: 1}]", "flaky(0)", "Failed", "retried.onExit")]
    public async Task Stop_EndsWhatRuns(string outcomes, string node, string phase, string? exitHandler)
    {
        Assert.Equal(1, await SimulateAsync(Retried, "default: {duration: 1m}\n" + outcomes, "-o", "json"));

        var nodes = Nodes(Status()).ToArray();
        Assert.Equal(phase, Text(nodes.Single(one => Text(one, "displayName") == node), "phase"));
        Assert.Equal(exitHandler is not null, nodes.Any(one => Text(one, "displayName") == "retried.onExit"));
        Assert.DoesNotContain(nodes, one => Text(one, "displayName") is "flaky(1)" or "last" && Text(one, "phase") == "Succeeded");
        Assert.Empty(cli.Error);
    }

    [Theory]
    [InlineData("{after: B, do: retry}")]
    [InlineData("{after: 1h, do: retry}")]
    public async Task Retry_RunsWhatFailedAgain_InTheSameSimulation(string action)
    {
        Assert.Equal(0, await SimulateAsync(Diamond, $"nodes: [{{match: B, exitCode: 1, times: 1}}]\nat: [{action}]", "-o", "json"));

        Assert.All(Nodes(Status()), node => Assert.Equal("Succeeded", Text(node, "phase")));
        Assert.Empty(cli.Error);
    }

    [Fact]
    public async Task Retry_WhileItRuns_IsRefused()
    {
        Assert.Equal(1, await SimulateAsync(Diamond, "nodes: [{match: B, exitCode: 1}]\nat: [{after: 0s, do: retry}]", "-o", "name"));

        Assert.Contains("Cannot retry a workflow in phase Running", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_GoesOn()
    {
        Assert.Equal(0, await SimulateAsync(Approval, "at: [{after: 1h, do: resume, nodeFieldSelector: displayName=approve}]", "-o", "json"));

        Assert.Equal("2026-01-01T01:00:01Z", Text(Status(), "finishedAt"));
    }

    [Theory]
    [InlineData("phase: Failed, message: not today", 1, "Failed", "not today")]
    [InlineData("phase: Succeeded, message: granted", 0, "Succeeded", "granted")]
    [InlineData("outputs: {parameters: {answer: 'yes'}}", 1, "Running", "")]
    public async Task Set_AtTheSuspendNode_Decides(string how, int exit, string phase, string message)
    {
        Assert.Equal(exit, await SimulateAsync(Approval, $"at: [{{after: approve, do: set, nodeFieldSelector: displayName=approve, {how}}}]", "-o", "json"));

        var node = Nodes(Status()).Single(node => Text(node, "displayName") == "approve");
        Assert.Equal((phase, message), (Text(node, "phase"), Text(node, "message")));
        Assert.Equal(phase == "Running", cli.Error.Contains("outcomes.yaml:1: warning: at[0]: cannot set output parameters because node is not expecting any raw parameters: approve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suspend_HoldsTheNextTask_UntilResumed()
    {
        Assert.Equal(0, await SimulateAsync(Diamond, "at: [{after: 0.5, do: suspend}, {after: 1m, do: resume}]", "-o", "json", "--timeline"));

        Assert.Equal([0, 60, 60, 61], JsonSerializer.Deserialize<JsonElement>(cli.Out).GetProperty("timeline").EnumerateArray().Select(row => row.GetProperty("started").GetDouble()));
    }

    [Fact]
    public async Task Deadline_EndsTheTask()
    {
        var manifest = Diamond.Replace("container: {image: busybox}", "activeDeadlineSeconds: 30\n      container: {image: busybox}", StringComparison.Ordinal);

        Assert.Equal(1, await SimulateAsync(manifest, "nodes: [{match: A, duration: forever}]", "-o", "json"));

        var node = Nodes(Status()).Single(node => Text(node, "displayName") == "A");
        Assert.Equal(("Failed", "Step exceeded its deadline", "2026-01-01T00:00:30Z"), (Text(node, "phase"), Text(node, "message"), Text(node, "finishedAt")));
    }

    [Fact]
    public async Task Room_OfTheHost_CountsAsInTheDispatcher()
    {
        var manifest = Diamond.Replace("{image: busybox}", "{image: busybox, resources: {requests: {cpu: 600m, memory: 1Gi}}}", StringComparison.Ordinal);

        Assert.Equal(0, await SimulateAsync(manifest, null, "-o", "json", "--timeline", "--cpu", "1"));
        Assert.Equal([0, 1, 2, 3], Begins());
        Assert.Equal(0, await SimulateAsync(manifest, null, "-o", "json", "--timeline", "--memory", "2Gi"));
        Assert.Equal([0, 1, 1, 2], Begins());
        Assert.Equal(1, await SimulateAsync(manifest, null, "-o", "name", "--memory", "512Mi"));
        Assert.Contains("A waits: no worker fits: it asks for", cli.Error, StringComparison.Ordinal);

        IEnumerable<double> Begins() => JsonSerializer.Deserialize<JsonElement>(cli.Out).GetProperty("timeline").EnumerateArray().Select(row => row.GetProperty("started").GetDouble());
    }

    [Fact]
    public async Task Halt_IsExplained()
    {
        Assert.Equal(1, await SimulateAsync(Approval, null, "-o", "name"));
        Assert.Contains("fleet: not over: after 0s approval[0].approve waits: ", cli.Error, StringComparison.Ordinal);

        Assert.Equal(1, await SimulateAsync(Diamond, "nodes: [{match: A, duration: forever}]", "-o", "name"));
        Assert.Contains("fleet: not over: after 0s diamond-bbbbb.A runs for ever", cli.Error, StringComparison.Ordinal);

        var labelled = Diamond.Replace("container: {image: busybox}", "nodeSelector: {disk: ssd}\n      container: {image: busybox}", StringComparison.Ordinal);
        Assert.Equal(1, await SimulateAsync(labelled, null, "-o", "name"));
        Assert.Contains("diamond-bbbbb.A waits: no worker of pool 'default' has the labels disk=ssd", cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await SimulateAsync(labelled, null, "-o", "name", "--label", "disk=ssd"));
    }

    [Theory]
    [InlineData("mutexes: [{name: m}]", "A 0-1, B 1-2, C 2-3")]
    [InlineData("semaphores: [{configMapKeyRef: {name: limits, key: slots}}]", "A 0-1, B 0-1, C 1-2")]
    [InlineData("semaphores: [{database: {key: few}}]", "A 0-1, B 1-2, C 2-3")]
    public async Task Locks_LetTasksRunOneAfterAnother(string synchronization, string expected)
    {
        var locked = Work.Replace("container:", $"synchronization: {{{synchronization}}}\n      container:", StringComparison.Ordinal);
        Assert.Equal(0, await SimulateAsync(locked, "given: {configMaps: {limits: {slots: 2}}, syncLimits: {few: 1}}", "--timeline", "-o", "json"));

        var rows = JsonSerializer.Deserialize<JsonElement>(cli.Out).GetProperty("timeline").EnumerateArray();
        Assert.Equal(expected, string.Join(", ", rows.Select(row => $"{row.GetProperty("displayName")} {row.GetProperty("started")}-{row.GetProperty("finished")}")));
    }

    [Fact]
    public async Task Memo_GivenEntry_IsFound_AndAnOldOneIsNot()
    {
        var cached = Work.Replace("container:", "memoize: {key: k, maxAge: 1h, cache: {configMap: {name: c}}}\n      container:", StringComparison.Ordinal);
        Assert.Equal(0, await SimulateAsync(cached, "given: {memo: [{cache: c, key: k, age: 59m, outputs: {result: old}}]}", "-o", "json"));
        Assert.Equal(3, Hits());

        Assert.Equal(0, await SimulateAsync(cached, "given: {memo: [{cache: c, key: k, age: 2h, outputs: {result: old}}]}", "-o", "json"));
        Assert.Equal(0, Hits());

        int Hits() => JsonSerializer.Deserialize<JsonElement>(cli.Out).GetProperty("status").GetProperty("nodes").EnumerateObject()
            .Count(node => node.Value.TryGetProperty("memoizationStatus", out var memo) && memo.GetProperty("hit").GetBoolean());
    }

    [Fact]
    public void Endless_IsGivenUp()
    {
        const string manifest = """
            {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "endless"}, "spec": {"entrypoint": "main", "templates": [
              {"name": "main", "retryStrategy": {}, "container": {"image": "busybox"}}]}}
            """;

        var result = WorkflowSimulation.Run(Encoding.UTF8.GetBytes(manifest), "endless", "default", new Outcomes { Default = new ScriptedOutcome { ExitCode = 1 } }, new SimulationOptions { MaxAttempts = 20 });

        Assert.Equal("Running", result.State.Phase);
        Assert.StartsWith("given up after 20 attempts of endless: ", Assert.Single(result.Stalled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pauses_ThatGrowWithoutEnd_EndTheSimulation()
    {
        Assert.Equal(1, await SimulateAsync(Retried.Replace("limit: \"2\", ", "", StringComparison.Ordinal), "nodes: [{match: flaky, exitCode: 1}]", "-o", "name"));

        Assert.Contains("fleet: not over: given up after a thousand years", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0, "Succeeded")]
    [InlineData("given: {secrets: {login: [password, user]}}", 0, "Succeeded")]
    [InlineData("given: {secrets: {login: [user]}}", 1, "CreateContainerConfigError: couldn't find key password in Secret default/login")]
    [InlineData("given: {secrets: {}}", 1, "CreateContainerConfigError: secret \"login\" not found")]
    public async Task Secrets_AreThere_UnlessItIsSaidWhichAre(string outcomes, int exit, string part)
    {
        const string Login = """
            kind: Workflow
            metadata: {name: login}
            spec:
              entrypoint: main
              templates:
                - name: main
                  container: {image: x, env: [{name: A, valueFrom: {secretKeyRef: {name: login, key: password}}}]}
            """;

        Assert.Equal(exit, await SimulateAsync(Login, outcomes));

        Assert.Contains(part, cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_OfBothFiles_AreToldAtOnce()
    {
        const string outcomes = """
            defualt: {exitCode: 1}
            default: {exitCode: 300, duration: soon}
            nodes:
              - {exitCode: 1, retries: 2}
              - {match: a, error: x, exitCode: 1, times: 0}
              - just text
            given: {memo: {}, secret: {}, templates: {}, workflows: [{phase: Running}], syncLimits: {a: many}}
            at:
              - {after: 5s, do: retry, restartSuccessful: maybe}
              - {after: 5s, do: dance}
              - {do: stop, phase: Failed}
              - {after: a, do: set}
            """;
        Assert.Equal(2, await SimulateAsync(Diamond.Replace("template: work}", "template: none}", StringComparison.Ordinal), outcomes, "-o", "json"));

        Assert.Empty(cli.Out);
        Assert.Contains("template name 'none' undefined", cli.Error, StringComparison.Ordinal);
        string[] expected =
        [
            "1: error: defualt: unknown field; there are default, nodes, at, given",
            "2: error: default.exitCode: expected a whole number from 0 to 255, got the number 300",
            "2: error: default.duration: 'soon' is no duration",
            "4: error: nodes[0].match: an entry needs match",
            "4: error: nodes[0].retries: unknown field",
            "5: error: nodes[1].error: a task with an error never runs",
            "5: error: nodes[1].times: expected a whole number from 1 on",
            "6: error: nodes[2]: expected a map, got a string",
            "7: error: given.memo: expected a list, got a map",
            "7: error: given.templates: expected a list, got a map",
            "7: error: given.syncLimits.a: expected a whole number from 0 on, got",
            "7: error: given.secret: unknown field",
            "7: error: given.workflows[0].phase: a workflow ends Succeeded, Failed, Error, not 'Running'",
            "7: error: given.workflows[0].match: an entry needs match",
            "9: error: at[0].restartSuccessful: restartSuccessful is true or false, not 'maybe'",
            "10: error: at[1].do: there is no verb 'dance'",
            "11: error: at[2].phase: unknown field",
            "11: error: at[2].after: an action needs after",
            "12: error: at[3].nodeFieldSelector: set needs nodeFieldSelector",
        ];
        Assert.All(expected, line => Assert.Contains($"{cli.FileOf("outcomes.yaml")}:{line}", cli.Error, StringComparison.Ordinal));
        Assert.Equal(expected.Length, cli.Error.Split('\n').Count(line => line.Contains("outcomes.yaml:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("nodes: a: b", 1)]
    [InlineData("a: 1\n---\nb: 1", 2)]
    [InlineData("- 1", 1)]
    public async Task Outcomes_ThatAreNone_AreRefused(string outcomes, int line)
    {
        Assert.Equal(2, await SimulateAsync(Diamond, outcomes));

        Assert.Contains($"outcomes.yaml:{line}: error: ", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutEffect_IsWarnedOf()
    {
        const string outcomes = """
            nodes:
              - {match: nobody}
              - {match: "*", outputs: {parameters: {x: 1}}}
              - {match: A}
            at:
              - {after: 10m, do: stop}
              - {after: nobody, do: stop}
              - {after: A, do: resume, nodeFieldSelector: displayName=A}
            """;
        Assert.Equal(0, await SimulateAsync(Diamond, outcomes, "-o", "name"));

        string[] expected =
        [
            "2: warning: nodes[0]: no task matched 'nobody'",
            "3: warning: nodes[1].outputs.parameters.x: template 'work' has no output parameter 'x'",
            "4: warning: nodes[2]: every task that 'A' matches was taken by an entry before it",
            "6: warning: at[0]: the simulation was over after 3s, before 10m0s",
            "7: warning: at[1]: no node that matches 'nobody' ended",
            "8: warning: at[2]: no suspended node of workflow diamond-bbbbb matches displayName=A",
        ];
        Assert.Equal(expected.Select(line => $"{cli.FileOf("outcomes.yaml")}:{line}"), cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Again_IsTheSame_AndOptionsReplaceWhatIsFixed()
    {
        await SimulateAsync(Diamond, null, "-o", "json");
        var first = cli.Out;
        await SimulateAsync(Diamond, null, "-o", "json");
        Assert.Equal(first, cli.Out);

        await SimulateAsync(Diamond, null, "-o", "json", "--uid", "11111111-2222-4333-8444-555555555555", "--start", "2030-05-06T07:08:09Z", "--name", "mine", "-l", "team=shop");
        var metadata = JsonSerializer.Deserialize<JsonElement>(cli.Out).GetProperty("metadata");
        Assert.Equal(("11111111-2222-4333-8444-555555555555", "2030-05-06T07:08:09Z", "mine", "shop"), (Text(metadata, "uid"), Text(metadata, "creationTimestamp"), Text(metadata, "name"), Text(metadata.GetProperty("labels"), "team")));
    }

    [Theory]
    [InlineData("--slots", "0")]
    [InlineData("--cpu", "-1")]
    [InlineData("--memory", "much")]
    [InlineData("--label", "disk")]
    [InlineData("--uid", "mine")]
    [InlineData("--start", "soon")]
    public async Task Option_WithAWrongValue_IsRefused(string option, string value)
    {
        Assert.Equal(2, await SimulateAsync(Diamond, null, option, value));

        Assert.StartsWith($"fleet: {option} {value}: expected ", cli.Error, StringComparison.Ordinal);
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
        Assert.Equal(1, await cli.RunAsync(manifest, "run", "-", "--runtime", "dummy", "-o", "json"));

        Assert.Equal(StatusFacts.Of(Status()), simulated);
    }

    public void Dispose() => cli.Dispose();

    private async Task<int> SimulateAsync(string manifest, string? outcomes, params string[] options) =>
        await cli.RunAsync(manifest, ["simulate", "-", .. outcomes is null ? [] : new[] { "--outcomes", await WriteAsync("outcomes.yaml", outcomes) }, .. options]);

    private async Task<string> WriteAsync(string name, string text)
    {
        var file = cli.FileOf(name);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return file;
    }

    private JsonElement Status() => JsonSerializer.Deserialize<JsonElement>(cli.Out).GetProperty("status");

    private static IEnumerable<JsonElement> Nodes(JsonElement status) => status.GetProperty("nodes").EnumerateObject().Select(node => node.Value);

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static string Example(string name) => Path.Combine(Root(), "examples", name);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Fleet.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
