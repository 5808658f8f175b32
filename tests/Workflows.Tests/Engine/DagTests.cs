using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class DagTests
{
    private const string Leaf = """
          - name: task
            inputs: {parameters: [{name: text, default: none}]}
            container: {image: "alpine:3.23", command: [echo], args: ["{{inputs.parameters.text}}"]}
        """;

    internal static string Dag(string tasks, string extra = "") => $$"""
        metadata: {name: wf}
        spec:
          entrypoint: main
          templates:
          - name: main
            dag:
              {{extra}}
              tasks:
        {{string.Join('\n', tasks.Split('\n').Select(l => "      " + l))}}
        {{Leaf}}
        """;

    [Fact]
    public void Diamond_AllSucceed_RunsInOrder()
    {
        var run = new VirtualRun(Dag("""
            - {name: A, template: task}
            - {name: B, template: task, dependencies: [A]}
            - {name: C, template: task, dependencies: [A]}
            - {name: D, template: task, depends: "B && C"}
            """)).Run();
        var view = run.View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal("4/4", view.Progress);
        Assert.Equal(["wf.A", "wf.B", "wf.C", "wf.D"], run.Requests.Select(r => r.NodeName));
        Assert.Equal(2, run.MostRunning);
        Assert.Equal([view["wf.A"].Id], view["wf"].Children);
        Assert.Equal([view["wf.B"].Id, view["wf.C"].Id], view["wf.A"].Children);
        Assert.Equal([view["wf.D"].Id], view["wf.C"].Children);
        Assert.Equal([view["wf.D"].Id], view["wf"].Outbound);
        Assert.Equal("wf", view["wf.D"].Boundary);
        Assert.Equal("D", view["wf.D"].DisplayName);
        Assert.Equal("DAG", view["wf"].Type);
    }
}
