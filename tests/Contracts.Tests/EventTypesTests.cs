namespace Fleet.Contracts.Tests;

public sealed class EventTypesTests
{
    [Fact]
    public void RoutingKey_DotsWithinParts_BecomeUnderscores() =>
        Assert.Equal("workflow.team_a.Succeeded.nightly_build.nightly-x7", EventTypes.RoutingKey(false, "team.a", "Succeeded", "nightly.build", "nightly-x7"));

    [Fact]
    public void RoutingKey_NodeWithoutTemplate_HasADash() => Assert.Equal("node.default.Failed.-.wf_a", EventTypes.RoutingKey(true, "default", "Failed", null, "wf.a"));
}
