using System.Text.Json;

namespace Fleet.Cli.Tests.Commands;

/// <summary>What users do to a workflow while <c>fleet simulate</c> runs it: stop, retry, resume, set, suspend.</summary>
public sealed class SimulateActionTests : SimulateTest
{
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
        Assert.Empty(Cli.Error);
    }

    [Theory]
    [InlineData("{after: B, do: retry}")]
    [InlineData("{after: 1h, do: retry}")]
    public async Task Retry_RunsWhatFailedAgain_InTheSameSimulation(string action)
    {
        Assert.Equal(0, await SimulateAsync(Diamond, $"nodes: [{{match: B, exitCode: 1, times: 1}}]\nat: [{action}]", "-o", "json"));

        Assert.All(Nodes(Status()), node => Assert.Equal("Succeeded", Text(node, "phase")));
        Assert.Empty(Cli.Error);
    }

    [Fact]
    public async Task Retry_WhileItRuns_IsRefused()
    {
        Assert.Equal(1, await SimulateAsync(Diamond, "nodes: [{match: B, exitCode: 1}]\nat: [{after: 0s, do: retry}]", "-o", "name"));

        Assert.Contains("Cannot retry a workflow in phase Running", Cli.Error, StringComparison.Ordinal);
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
        Assert.Equal(phase == "Running", Cli.Error.Contains("outcomes.yaml:1: warning: at[0]: cannot set output parameters because node is not expecting any raw parameters: approve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suspend_HoldsTheNextTask_UntilResumed()
    {
        Assert.Equal(0, await SimulateAsync(Diamond, "at: [{after: 0.5, do: suspend}, {after: 1m, do: resume}]", "-o", "json", "--timeline"));

        Assert.Equal([0, 60, 60, 61], JsonSerializer.Deserialize<JsonElement>(Cli.Out).GetProperty("timeline").EnumerateArray().Select(row => row.GetProperty("started").GetDouble()));
    }
}
