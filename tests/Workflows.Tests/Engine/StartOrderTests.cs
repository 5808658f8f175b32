using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>In which order things start where places are few: Argo's, which walks through the workflow depth first and takes free locks at once.</summary>
public sealed class StartOrderTests
{
    private const string Locked = "- {name: locked, synchronization: {mutexes: [{name: m}]}, container: {image: x}}\n- {name: memo, memoize: {key: k, maxAge: 1h, cache: {configMap: {name: c}}}, container: {image: x}}";
    private const string Retried = "- {name: locked, retryStrategy: {limit: 1}, synchronization: {mutexes: [{name: m}]}, container: {image: x}}";

    [Theory]
    [InlineData("steps: [[{name: a, template: locked}, {name: c, template: leaf}]]", Locked, "a c")]
    [InlineData("steps: [[{name: a, template: locked}, {name: b, template: locked}, {name: c, template: leaf}]]", Locked, "a b c")]
    [InlineData("dag: {tasks: [{name: a, template: locked}, {name: c, template: leaf}]}", Locked, "a c")]
    [InlineData("steps: [[{name: a, template: memo}, {name: c, template: leaf}]]", Locked, "a c")]
    [InlineData("steps: [[{name: a, template: locked}, {name: c, template: leaf}]]", Retried, "a c")]
    public void FreeLock_OrAQuestionToTheCache_LosesNoTurn(string body, string templates, string order)
    {
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Template(body, templates, "parallelism: 1")) { ReloadAlways = reload }.Run();
            Assert.Equal(("Succeeded", 1), (run.View().Phase, run.MostRunning));
            Assert.Equal(order, string.Join(' ', Started(run)));
        }
    }

    // A lock that is taken: what waits for it keeps nobody else from the place.
    [Fact]
    public void TakenLock_LetsOthersGoFirst()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: locked}, {name: c, template: leaf}]]", Locked, "parallelism: 1"));
        var holder = run.HoldElsewhere("m");
        run.RunFor(5);
        Assert.Equal("Succeeded", run.View()["c"].Phase);
        run.ReleaseElsewhere(holder).Run();
        Assert.Equal("c a", string.Join(' ', Started(run)));
    }

    // What an item has begun goes on before the next one begins.
    [Theory]
    [InlineData("steps: [[{name: l, template: two, withItems: [0, 1, 2]}]]")]
    [InlineData("dag: {tasks: [{name: l, template: two, withItems: [0, 1, 2]}]}")]
    [InlineData("dag: {tasks: [{name: l0, template: two}, {name: l1, template: two}, {name: l2, template: two}]}")]
    public void Items_GoOn_BeforeOthersBegin(string body)
    {
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Template(body, "- {name: two, steps: [[{name: x, template: leaf}], [{name: y, template: leaf}]]}", "parallelism: 1")) { ReloadAlways = reload }.Run();
            Assert.Equal("x y x y x y", string.Join(' ', Started(run)));
        }
    }

    // Two hooks of one owner, what lies below them waiting, and the later one of a DAG first in its order: with the ordinals of what waits that was a circle.
    [Fact]
    public void HooksOfOneOwner_AreInAnOrder_WithAllThatWaitsBelowThem()
    {
        var pods = string.Join(", ", Enumerable.Range(0, 16).Select(i => $"{{name: t{i}, depends: s, template: pod}}"));
        var run = new VirtualRun("""
            metadata: {name: wf}
            spec:
              entrypoint: main
              parallelism: 2
              hooks: {h1: {expression: 'workflow.status == "Running"', template: hone}, h2: {expression: 'workflow.status == "Running"', template: htwo}}
              templates:
              - {name: main, steps: [[{name: wait, template: sleep8}], [{name: fill, template: fill, withItems: [1, 2]}]]}
              - {name: sleep8, suspend: {duration: 8s}}
              - {name: sleep5, suspend: {duration: 5s}}
              - {name: sleep10, suspend: {duration: 10s}}
              - {name: fill, container: {image: x}}
              - {name: pod, container: {image: x}}
              - {name: hone, dag: {tasks: [{name: zz, template: sleep5}, {name: xx, depends: zz, template: xin}, {name: yy, template: yin}]}}
              - {name: yin, dag: {tasks: [{name: s, template: sleep10}, {name: t0, depends: s, template: pod}]}}
              - {name: xin, dag: {tasks: [{name: s, template: sleep10}, PODS]}}
              - {name: htwo, dag: {tasks: [{name: s, template: sleep10}, {name: u0, depends: s, template: pod}, {name: u1, depends: s, template: pod}]}}
            """.Replace("PODS", pods, StringComparison.Ordinal)).On("*fill*", new Outcome { Duration = TimeSpan.FromSeconds(60) }).Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal("wf.hooks.h1.xx.t0", run.Commands.OfType<RunTask>().Select(task => task.Request.NodeName).First(name => name.Contains("hooks", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Started(VirtualRun run) => run.Commands.OfType<RunTask>().Select(task => task.Request.NodeName.Split('.')[^1].Split('(')[0]);
}
