using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

public sealed class RetryCaseTests
{
    [Fact]
    public void TestWorkflowStepRetry()
    {
        var run = ControllerCase.Run("TestWorkflowStepRetry").On("whalesay-failure", Outcome.Fails(), Outcome.Fails(), Outcome.Ok).Run();
        Assert.Equal("Failed", run.View().Phase);
        var before = run.Requests.Count();
        var view = run.Ask(new RetryRequested(false, null, new Dictionary<string, string>())).Run().View();
        Assert.Equal(["cowsay failure"], run.Requests.Skip(before).Select(r => r.Template.Container!.Args![0]));
        Assert.Equal("Succeeded", view.Phase);
    }

    [Fact]
    public void TestTerminateDAGWithMaxDurationLimitExpiredAndMoreAttempts()
    {
        var view = ControllerCase.Run("TestTerminateDAGWithMaxDurationLimitExpiredAndMoreAttempts").On("*", Outcome.Fails(seconds: 5.5)).Run().View();
        Assert.Equal("Max duration limit exceeded", view["A"].Message);
        Assert.Single(view["A"].Children);
        Assert.Equal("Failed", view.Phase);
    }

    [Fact]
    public void TestStepsRetriesVariable()
    {
        var run = ControllerCase.Run("TestStepsRetriesVariable").On("*", Outcome.Fails(), Outcome.Fails(), Outcome.Fails(), Outcome.Fails(), Outcome.Ok).Run();
        Assert.Equal(["cowsay 0", "cowsay 1", "cowsay 2", "cowsay 3", "cowsay 4"], run.Requests.Select(r => r.Template.Container!.Args![0]));
    }

    [Fact]
    public void TestBackoffMessage()
    {
        var run = ControllerCase.Run("TestBackoffMessage").On("*", Outcome.Fails(seconds: 2)).RunFor(7);
        Assert.Equal("Backoff for 4 seconds", run.View().Nodes[0].Message);
        run.RunFor(4);
        Assert.Null(run.View().Nodes[0].Message);
        Assert.Equal(3, run.View().Nodes[0].Children.Count);
    }

    [Fact]
    public void TestBackoffExceedsMaxDuration()
    {
        var run = ControllerCase.Run("TestBackoffExceedsMaxDuration").On("*", Outcome.Fails()).RunFor(2);
        Assert.Equal("Failed", run.View().Phase);
        Assert.Equal("Backoff would exceed max duration limit", run.View().Nodes[0].Message);
        Assert.Equal("Backoff would exceed max duration limit", run.View().Message);
    }

    [Fact]
    public void TestMaxDurationOnErroredFirstNode()
    {
        var run = ControllerCase.Run("TestMaxDurationOnErroredFirstNode").On("*", new Outcome { Refusal = "no such image" }).RunFor(2);
        Assert.Equal("Error", run.View()["echo-wngc4(0)"].Phase);
        Assert.Equal("Running", run.View().Phase);
    }

    [Fact]
    public void TestOperatorRetryExpression()
    {
        var view = ControllerCase.Run("TestOperatorRetryExpression").On("safe-to-retry", Outcome.Prints("true")).On("retry*", Outcome.Fails(2), Outcome.Fails(1)).Run().View();
        Assert.Equal("Failed", view["retry"].Phase);
        Assert.Equal("retryStrategy.expression evaluated to false", view["retry"].Message);
        Assert.Equal(2, view["retry"].Children.Count);
        Assert.Equal("Failed", view.Phase);
    }

    [Fact]
    public void TestOperatorRetryExpressionError()
    {
        var run = ControllerCase.Run("TestOperatorRetryExpressionError").On("safe-to-retry", Outcome.Prints("true")).On("retry(2)", Outcome.Hangs)
            .On("retry*", new Outcome { OutputError = "cannot read /x" }).RunFor(10);
        Assert.Equal(3, run.View()["retry"].Children.Count);
        Assert.Equal("Running", run.View()["retry(2)"].Phase);
    }

    [Fact]
    public void TestRootRetryStrategyWithInlineTemplateRetries()
    {
        var view = ControllerCase.Run("TestRootRetryStrategyWithInlineTemplateRetries").On("*", Outcome.Hangs).RunFor(0).View();
        Assert.Contains(view.Nodes, n => n.DisplayName == "hello(0)" && n.Type == "Pod");
    }
}
