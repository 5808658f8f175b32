using Fleet.Cli.Commands;
using Fleet.Coordinator.Api;

namespace Fleet.Cli.Tests.Commands;

public sealed class WhyCommandTests
{
    [Fact]
    public void Lines_OfARunningWorkflow_SayWhatWaits() => Assert.Equal(
        ["build is Running", "2 tasks run, 1 of them as a daemon", "  build.deploy waits: suspended: resume it", "  build.keep is Running: waiting for the artifact store: away", "  build.test is Failed: main: Error (exit code 1)"],
        WhyCommand.Lines(new WhyReply
        {
            Name = "build",
            Namespace = "team",
            Phase = "Running",
            Running = 2,
            Daemons = 1,
            Waiting = [new WhyWaiting("build.deploy", "Suspended", "suspended: resume it", null)],
            Told = [new WhyNode("build.keep", "keep", "Pod", "Running", "waiting for the artifact store: away")],
            Failed = [new WhyNode("build.test", "test", "Pod", "Failed", "main: Error (exit code 1)")],
        }));

    [Fact]
    public void Lines_OfANode_SayItOnce()
    {
        var node = new WhyNode("build.test", "test", "Pod", "Failed", "main: Error (exit code 1)");
        Assert.Equal(
            ["build is Failed: child failed", "build.test is Failed: main: Error (exit code 1)"],
            WhyCommand.Lines(new WhyReply { Name = "build", Namespace = "team", Phase = "Failed", Message = "child failed", Nodes = [node], Failed = [node] }));
    }

    [Fact]
    public void Lines_OfOneThatHasNotBegun_SaySo() =>
        Assert.Equal(["build is accepted, and has not begun", "nothing waits in it at this moment"], WhyCommand.Lines(new WhyReply { Name = "build", Namespace = "team", Phase = "" }));
}
