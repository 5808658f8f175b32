using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class TurnTests
{
    [Theory]
    [InlineData(100_000, true)]
    [InlineData(101_000, false)]
    public void Run_ADecisionThatComesToNoEnd_Fails(int looks, bool ends)
    {
        var run = new VirtualRun(Yaml.Template("container: {image: x}")).On("*", Outcome.Ok).Run();
        var turn = new Turn(run.State, DateTimeOffset.UnixEpoch);
        for (var i = 0; i < looks; i++)
            turn.NoteFulfilled(turn.Node(0));

        var error = Record.Exception(turn.Run);

        Assert.Equal(ends ? null : "what follows from it comes to no end (100021 looks at 1 nodes)", (error as InvalidOperationException)?.Message);
    }
}
