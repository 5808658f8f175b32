using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class MemoizationTests
{
    private const string Cached = """
        - name: cached
          memoize: {key: "{{inputs.parameters.p}}", maxAge: 10s, cache: {configMap: {name: cache}}}
          inputs: {parameters: [{name: p, default: key}]}
          outputs: {parameters: [{name: out, valueFrom: {path: /out}, globalName: g}]}
          container: {image: "alpine:3.23", command: [echo]}
        """;

    private const string Twice = "steps: [[{name: A, template: cached}], [{name: B, template: cached}]]";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SecondCall_TakesTheOutputsOfTheFirst(bool reload)
    {
        var run = new VirtualRun(Yaml.Template(Twice, Cached)) { ReloadAlways = reload }.On("A", Outcome.Gives("out", "hello")).Run();
        var view = run.View();
        Assert.Equal(("Pod", "Succeeded", "hello"), (view["B"].Type, view["B"].Phase, view["B"].Output("out")));
        Assert.Equal("hello", view.GlobalOutput("g"));
        Assert.Single(run.Requests);
        Assert.Contains("\"memoizationStatus\":{\"hit\":false,\"key\":\"key\",\"cacheName\":\"cache\"}", view.Json, StringComparison.Ordinal);
        Assert.Contains("\"memoizationStatus\":{\"hit\":true,\"key\":\"key\",\"cacheName\":\"cache\"}", view.Json, StringComparison.Ordinal);
        Assert.Equal("2/2", view.Progress);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(10.5, false)]
    public void MaxAge_IsCountedFromTheEntry(double age, bool hit)
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: cached}]]", Cached));
        run.Memo[new MemoKey("team", "cache", "key")] = new MemoEntry("other-1", """{"parameters":[{"name":"out","value":"old"}]}""", VirtualRun.Start.AddSeconds(-age));
        Assert.Equal(hit ? "old" : "new", run.On("A", Outcome.Gives("out", "new")).Run().View()["A"].Output("out"));
    }

    // So in Argo 4.1; 4.2 tells them. A gauge in real time, which begins while the cache is asked, stops.
    [Theory]
    [InlineData("")]
    [InlineData("  retryStrategy: {limit: 1}\n")]
    public void Hit_TellsNoMetrics(string retry)
    {
        var counted = Cached.Replace("  container:", retry + "  metrics: {prometheus: [{name: runs, help: h, counter: {value: '1'}}, {name: since, help: h, gauge: {realtime: true, value: '{{duration}}'}}]}\n  container:", StringComparison.Ordinal);
        var once = new VirtualRun(Yaml.Template("steps: [[{name: A, template: cached}]]", counted)).Run();
        var twice = new VirtualRun(Yaml.Template(Twice, counted)).Run();
        Assert.Contains("\"hit\":true", twice.View().Json, StringComparison.Ordinal);
        Assert.Equal(["since", "runs", "since"], once.Metrics.Select(sample => sample.Name));
        Assert.Equal(["since", "runs", "since", "since", "since"], twice.Metrics.Select(sample => sample.Name));
        Assert.Null(twice.Metrics[^1].Since);
    }

    [Fact]
    public void FailedNode_IsNotKept()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: cached}]]", Cached)).On("A", Outcome.Fails()).Run();
        Assert.Empty(run.Memo);
    }

    [Fact]
    public void RetryNode_IsKept_AndFoundBeforeAnyAttempt()
    {
        var retried = Cached.Replace("  container:", "  retryStrategy: {limit: 2}\n  container:", StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Template(Twice, retried)).On("A(0)", Outcome.Fails()).On("A(1)", Outcome.Gives("out", "x")).Run();
        var view = run.View();
        Assert.Equal(("Retry", "Succeeded", "x"), (view["B"].Type, view["B"].Phase, view["B"].Output("out")));
        Assert.Empty(view["B"].Children);
        Assert.Equal(view["A"].Id, Assert.Single(run.Memo).Value.NodeId);
    }

    [Theory]
    [InlineData("steps: [[{name: one, template: leaf}]]", "steps.one", "Steps")]
    [InlineData("dag: {tasks: [{name: one, template: leaf}]}", "tasks.one", "DAG")]
    public void CompositeTemplates_AreMemoizedToo(string body, string reference, string type)
    {
        var composite = """
            - name: cached
              memoize: {key: k, cache: {configMap: {name: cache}}}
              BODY
              outputs: {parameters: [{name: out, valueFrom: {parameter: "{{REFERENCE.outputs.parameters.out}}"}}]}
            """.Replace("BODY", body, StringComparison.Ordinal).Replace("REFERENCE", reference, StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Template(Twice, composite)).On("one", Outcome.Gives("out", "deep")).Run();
        var view = run.View();
        Assert.Equal((type, "Succeeded", "deep"), (view["B"].Type, view["B"].Phase, view["B"].Output("out")));
        Assert.Empty(view["B"].Children);
        Assert.Single(run.Requests);
    }

    [Fact]
    public void NodeWithoutOutputs_IsFoundToo()
    {
        const string silent = "- name: cached\n  memoize: {key: k, cache: {configMap: {name: cache}}}\n  container: {image: x}";
        Assert.Single(new VirtualRun(Yaml.Template(Twice, silent)).Run().Requests);
    }

    [Theory]
    [InlineData("key: 'a b'", "invalid cache key: a b")]
    [InlineData("key: ''", "invalid cache key: ")]
    [InlineData("key: '{{inputs.parameters.p}}/x'", "invalid cache key: key/x")]
    [InlineData("key: k, maxAge: soon", "invalid maxAge: time: invalid duration \"soon\"")]
    public void KeyOrAge_ThatIsNone_IsAnErrorWithArgosSentence(string memoize, string message)
    {
        var template = Cached.Replace("key: \"{{inputs.parameters.p}}\", maxAge: 10s", memoize, StringComparison.Ordinal);
        var view = new VirtualRun(Yaml.Template("steps: [[{name: A, template: cached}]]", template)).Run().View();
        Assert.Equal(("Error", message), (view["A"].Phase, view["A"].Message));
    }

    [Fact]
    public void KeyThatIsTooLong_IsAnError()
    {
        var template = Cached.Replace("{{inputs.parameters.p}}", new string('k', 254), StringComparison.Ordinal);
        var view = new VirtualRun(Yaml.Template("steps: [[{name: A, template: cached}]]", template)).Run().View();
        Assert.EndsWith("it must be no more than 253 characters", view["A"].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locks_ComeBeforeTheCache_SoThatTheSecondFindsWhatTheFirstKept()
    {
        var locked = Cached.Replace("  memoize:", "  synchronization: {mutexes: [{name: m}]}\n  memoize:", StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: cached}, {name: B, template: cached}]}", locked)).On("A", Outcome.Gives("out", "once")).Run();
        Assert.Equal("once", run.View()["B"].Output("out"));
        Assert.Single(run.Requests);
        Assert.Empty(run.Locks.Claims);
    }

    [Fact]
    public void Parallelism_HoldsForNodesThatWereNotFound()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: cached, withSequence: {count: 6}, arguments: {parameters: [{name: p, value: '{{item}}'}]}}]}", Cached, "parallelism: 2")) { ReloadAlways = true }.Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(2, run.MostRunning);
    }
}
