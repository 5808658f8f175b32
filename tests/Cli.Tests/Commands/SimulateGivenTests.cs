using System.Text;
using System.Text.Json;
using Fleet.Workflows.Simulation;

namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet simulate</c>: what is there beside the workflow, and what others answer.</summary>
public sealed class SimulateGivenTests : SimulateTest
{
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

        Assert.Contains("waits for workflow child-bbbbb: it meets neither condition", Cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManagedWorkflow_ThatEndedOtherwise_IsNamed()
    {
        Assert.Equal(1, await SimulateAsync(Managing.Replace("status.phase == Succeeded", "status.phase == Never", StringComparison.Ordinal), ""));

        Assert.Contains("waits for workflow child-bbbbb: it meets neither condition", Cli.Error, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("mutexes: [{name: m}]", "A 0-1, B 1-2, C 2-3")]
    [InlineData("semaphores: [{configMapKeyRef: {name: limits, key: slots}}]", "A 0-1, B 0-1, C 1-2")]
    [InlineData("semaphores: [{database: {key: few}}]", "A 0-1, B 1-2, C 2-3")]
    public async Task Locks_LetTasksRunOneAfterAnother(string synchronization, string expected)
    {
        var locked = Work.Replace("container:", $"synchronization: {{{synchronization}}}\n      container:", StringComparison.Ordinal);
        Assert.Equal(0, await SimulateAsync(locked, "given: {configMaps: {limits: {slots: 2}}, syncLimits: {few: 1}}", "--timeline", "-o", "json"));

        var rows = JsonSerializer.Deserialize<JsonElement>(Cli.Out).GetProperty("timeline").EnumerateArray();
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

        int Hits() => JsonSerializer.Deserialize<JsonElement>(Cli.Out).GetProperty("status").GetProperty("nodes").EnumerateObject()
            .Count(node => node.Value.TryGetProperty("memoizationStatus", out var memo) && memo.GetProperty("hit").GetBoolean());
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

        Assert.Contains(part, Cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ar-pv: {ks: 's3: {bucket: b, endpoint: \"h:1\"}'}", 0, "b")]
    [InlineData("ar-pv: {other: 's3: {bucket: b, endpoint: \"h:1\"}'}", 1, "failed to resolve artifact repository: ConfigMap 'ar-pv' does not have the key 'ks'")]
    [InlineData("", 1, "failed to resolve artifact repository: ConfigMap 'ar-pv' does not exist")]
    public async Task ArtifactRepositoryRef_IsFoundInTheConfigMaps(string configMaps, int exit, string part)
    {
        const string Referring = """
            kind: Workflow
            metadata: {name: referring}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: conf, key: p}}}]}
              artifactRepositoryRef: {configMap: "ar-{{workflow.parameters.p}}", key: ks}
              templates: [{name: main, container: {image: busybox}}]
            """;

        Assert.Equal(exit, await SimulateAsync(Referring, $"given: {{configMaps: {{conf: {{p: pv}}, {configMaps}}}}}", "-o", "json"));

        var status = Status();
        Assert.Contains(part, exit == 0 ? status.GetProperty("artifactRepositoryRef").GetProperty("artifactRepository").GetProperty("s3").GetProperty("bucket").GetString() : Text(status, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memo_GivenEntry_HasTheGlobalNamesOfItsTemplate()
    {
        const string manifest = """
            kind: Workflow
            metadata: {name: memo}
            spec:
              entrypoint: main
              templates:
                - name: main
                  steps: [[{name: make, template: make}], [{name: use, template: use, arguments: {parameters: [{name: made, value: "{{workflow.outputs.parameters.G}}"}]}}]]
                - name: make
                  memoize: {key: k, maxAge: 1h, cache: {configMap: {name: c}}}
                  outputs: {parameters: [{name: o, globalName: G, valueFrom: {path: /o}}]}
                  container: {image: busybox}
                - name: use
                  inputs: {parameters: [{name: made}]}
                  container: {image: busybox}
            """;

        Assert.Equal(0, await SimulateAsync(manifest, "given: {memo: [{cache: c, key: k, outputs: {parameters: {o: kept}}}]}", "-o", "json"));

        var use = Nodes(Status()).Single(node => Text(node, "displayName") == "use");
        Assert.Equal("kept", Text(use.GetProperty("inputs").GetProperty("parameters")[0], "value"));
    }

    // As an entry that a run has stored has it.
    [Fact]
    public async Task Memo_GivenEntry_GivesAGlobalOutputItsName_TagsReplaced()
    {
        const string manifest = """
            kind: Workflow
            metadata: {name: memo}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: num, value: "3"}]}
              templates:
                - name: main
                  inputs: {parameters: [{name: x, value: "{{workflow.parameters.num}}"}]}
                  memoize: {key: "k{{inputs.parameters.x}}", cache: {configMap: {name: c}}}
                  outputs: {parameters: [{name: o, globalName: "g{{inputs.parameters.x}}", valueFrom: {path: /o}}]}
                  container: {image: busybox}
            """;

        Assert.Equal(0, await SimulateAsync(manifest, "given: {memo: [{cache: c, key: k3, outputs: {parameters: {o: kept}}}]}", "-o", "json"));

        var output = Assert.Single(Status().GetProperty("outputs").GetProperty("parameters").EnumerateArray());
        Assert.Equal(("g3", "kept"), (Text(output, "name"), Text(output, "value")));
    }

    [Fact]
    public async Task Daemon_HasAnAddress()
    {
        const string manifest = """
            kind: Workflow
            metadata: {name: daemon}
            spec:
              entrypoint: main
              templates:
                - name: main
                  steps: [[{name: serve, template: serve}], [{name: call, template: call, arguments: {parameters: [{name: ip, value: "{{steps.serve.ip}}"}]}}]]
                - name: serve
                  daemon: true
                  container: {image: busybox}
                - name: call
                  inputs: {parameters: [{name: ip}]}
                  container: {image: busybox}
            """;

        Assert.Equal(0, await SimulateAsync(manifest, null, "-o", "json"));

        var call = Nodes(Status()).Single(node => Text(node, "displayName") == "call");
        Assert.Equal("192.0.2.1", Text(call.GetProperty("inputs").GetProperty("parameters")[0], "value"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("retryStrategy: {limit: 1, retryPolicy: Always}, ")]
    public async Task Daemon_ThatCannotStart_IsInError(string retry)
    {
        var manifest = "{kind: Workflow, metadata: {name: daemon}, spec: {entrypoint: main, templates: [{name: main, steps: [[{name: serve, template: serve}], [{name: call, template: serve}]]}, {name: serve, " + retry + "daemon: true, container: {image: busybox}}]}}";

        Assert.Equal(1, await SimulateAsync(manifest, "nodes: [{match: serve, error: boo}]", "-o", "json"));

        Assert.Equal("Failed", Text(Status(), "phase"));
        Assert.All(Nodes(Status()).Where(node => Text(node, "type") == "Pod"), node => Assert.Equal(("Error", "boo"), (Text(node, "phase"), Text(node, "message"))));
    }

    [Fact]
    public async Task HttpAnswer_ForAContainer_IsWarnedOf()
    {
        await SimulateAsync(Calls, "nodes: [{match: call, statusCode: 201, headers: {kind: a}}, {match: use, statusCode: 200}]", "-o", "json");

        Assert.Contains("nodes[1].statusCode: template 'use' makes no HTTP call", Cli.Error, StringComparison.Ordinal);
    }
}
