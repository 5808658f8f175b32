using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary><c>ttlStrategy</c>.</summary>
public sealed class TimeToLiveTests
{
    [Theory]
    [InlineData("Succeeded", "secondsAfterSuccess: 5, secondsAfterCompletion: 7", 5)]
    [InlineData("Succeeded", "secondsAfterFailure: 5, secondsAfterCompletion: 7", 7)]
    [InlineData("Failed", "secondsAfterFailure: 5, secondsAfterCompletion: 7", 5)]
    [InlineData("Failed", "secondsAfterSuccess: 5", null)]
    [InlineData("Error", "secondsAfterFailure: 5, secondsAfterCompletion: 7", 7)]
    [InlineData("Error", "secondsAfterFailure: 5", null)]
    public void CountsByPhase_AnErrorIsNoFailure(string phase, string strategy, int? seconds)
    {
        var body = phase == "Error" ? "dag: {tasks: [{name: A, template: leaf, withParam: none}]}" : "container: {image: x}";
        var run = new VirtualRun(Yaml.Template(body, spec: $"ttlStrategy: {{{strategy}}}")).On("*", phase == "Failed" ? Outcome.Fails() : Outcome.Ok).Run();

        Assert.Equal(phase, run.View().Phase);
        Assert.Equal(seconds, (run.TimeToLive - run.State.FinishedAt)?.TotalSeconds is { } left ? (int)left : null);
    }
}
