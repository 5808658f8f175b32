using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

public sealed class HookCaseTests
{
    [Fact]
    public void TestStepsOnExitTmpl()
    {
        var view = ControllerCase.Run("TestStepsOnExitTmpl").On("leafA", Outcome.Fails()).Run().View();
        Assert.NotNull(view.Find("leafA.onExit"));
        Assert.True(view["leafA.onExit"].Flag("hooked"));
        Assert.Equal([view["leafA.onExit"].Id], view["leafA"].Children);
    }

    [Fact]
    public void TestStepsOnExitTmplWithArt()
    {
        var view = ControllerCase.Run("TestStepsOnExitTmplWithArt").Run().View();
        Assert.Equal("Succeeded", view["leafA.onExit"].Phase);
        Assert.Contains("/result.tgz\"", view["leafA.onExit"].Artifact("inputs", "input"), StringComparison.Ordinal);
    }

    [Fact]
    public void TestStepsTmplOnExit()
    {
        var run = ControllerCase.Run("TestStepsTmplOnExit").On("leafA.onExit", Outcome.Ok with { Duration = TimeSpan.FromSeconds(60) }).RunFor(30);
        Assert.Equal("Running", run.View()["leafA.onExit"].Phase);
        Assert.Null(run.View().Find("leafB"));
        var view = run.Run().View();
        Assert.Equal("Succeeded", view["leafB.onExit"].Phase);
        Assert.Equal("Succeeded", view.Phase);
    }

    [Fact]
    public void TestWorkflowOnExitWorkflowStatus()
    {
        var view = ControllerCase.Run("TestWorkflowOnExitWorkflowStatus").On("step-1.onExit", Outcome.Hangs).RunFor(5).View();
        Assert.Equal("Succeeded", view["step-1.onExit"].Input("message"));
        Assert.Equal("Running", view.Phase);
    }

    [Fact]
    public void TestStepsTemplateOnExitStatusArgument()
    {
        var view = ControllerCase.Run("TestStepsTemplateOnExitStatusArgument").On("main", Outcome.Fails()).Run().View();
        Assert.Equal("Failed", view["main.onExit"].Input("status"));
    }

    [Fact]
    public void TestWfHookHasFailures()
    {
        var run = ControllerCase.Run("TestWfHookHasFailures").On("hook-failures", Outcome.Fails()).On("*", Outcome.Hangs).RunFor(3);
        var view = run.View();
        Assert.Equal("Running", view["hook-failures.hooks.failure"].Phase);
        Assert.Contains(
            """[{\"displayName\":\"hook-failures\",\"message\":\"main: Error (exit code 1)\",\"templateName\":\"intentional-fail\",\"phase\":\"Failed\",\"podName\":\"hook-failures""",
            view["hook-failures.hooks.failure"].Input("message"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void TestWfHookWfWaitForTriggeredHook()
    {
        var run = ControllerCase.Run("TestWfHookWfWaitForTriggeredHook").On("*.hooks.running", Outcome.Ok with { Duration = TimeSpan.FromSeconds(10) }).RunFor(5);
        Assert.Equal(("Running", "1/2"), (run.View().Phase, run.View().Progress));
        run.Run();
        Assert.Equal(("Succeeded", "2/2"), (run.View().Phase, run.View().Progress));
        Assert.Null(run.View().Find("hook-running.hooks.failure"));
    }

    [Fact]
    public void TestStepsOnExitFailures()
    {
        var run = ControllerCase.Run("TestStepsOnExitFailures").On("exit-handlers", Outcome.Fails()).Run();
        Assert.Equal("Failed", run.View()["exit-handlers"].Phase);
        Assert.Contains("""\"displayName\":\"exit-handlers""", run.Request("exit-handlers.onExit").Template.Container!.Args![0], StringComparison.Ordinal);
    }

    [Fact]
    public void TestStepsOnExitTimeout()
    {
        var run = ControllerCase.Run("TestStepsOnExitTimeout").On("*.onExit", Outcome.Hangs).RunFor(5);
        Assert.Equal("Running", run.View()["exit-handlers.onExit"].Phase);
        Assert.Equal("Failed", run.View()["exit-handlers"].Phase);
    }

    [Fact]
    public void TestExecuteWfLifeCycleHook()
    {
        var view = ControllerCase.Run("TestExecuteWfLifeCycleHook").On("http", Outcome.Answers(200)).On("step1", Outcome.Hangs).RunFor(5).View();
        Assert.True(view["lifecycle-hook-bgsf6.hooks.running"].Flag("hooked"));
        Assert.Null(view.Find("lifecycle-hook-bgsf6.hooks.error"));
    }

    [Fact]
    public void TestExecuteTmplLifeCycleHook()
    {
        var view = ControllerCase.Run("TestExecuteTmplLifeCycleHook").On("http", Outcome.Answers(200)).On("step1", Outcome.Hangs).RunFor(5).View();
        Assert.True(view["step1.hooks.running"].Flag("hooked"));
        Assert.Null(view.Find("step1.hooks.error"));
    }

    [Fact]
    public void TestWfHookNoExpression() => Assert.Equal(["hooks.failure Expression required"], ControllerCase.Refusals("TestWfHookNoExpression"));
}
