using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>What a node says while its worker works for it.</summary>
public sealed class ProgressTests
{
    [Fact]
    public void Message_IsThatOfAPendingNode_AndOfOneWhoseOutputsAreStored()
    {
        var run = new VirtualRun(Yaml.Template("container: {image: a}")).On("*", Outcome.Hangs).RunFor(1);

        // It runs: what its worker says is for the time before.
        run.Decide(new TaskProgressed(0, 1, "pulling a", null));
        Assert.Equal(("Running", (string?)null), (run.View()["wf"].Phase, run.View()["wf"].Message));

        run.Decide(new TaskProgressed(0, 1, "waiting for the artifact store: away", null, Collecting: true));
        Assert.Equal(("Running", "waiting for the artifact store: away"), (run.View()["wf"].Phase, run.View()["wf"].Message));
        Assert.Empty(run.Decide(new TaskProgressed(0, 1, "waiting for the artifact store: away", null, Collecting: true)).Nodes);
        Assert.Empty(run.Decide(new TaskProgressed(0, 0, "of an older dispatch", null, Collecting: true)).Nodes);

        run.Decide(new TaskProgressed(0, 1, null, null, Collecting: true));
        Assert.Equal(("Running", (string?)null), (run.View()["wf"].Phase, run.View()["wf"].Message));
    }
}
