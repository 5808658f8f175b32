using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Lifecycle hooks and exit handlers. They sleep for seconds of their own.</summary>
internal static class HookChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("functional/TestWorkflowHookParameterTemplates", run =>
        {
            var handler = run.At(".onExit");
            Assert.Equal(("Succeeded", "Succeeded", "Succeeded"), (handler.Phase, handler.Input("ternary"), handler.Input("status")));
        }),
        E2eCheck.Of("hooks/TestWorkflowLevelHooksFailVersion", run => AssertHooks(run, ".hooks.running", ".hooks.failed")),
        E2eCheck.Of("hooks/TestTemplateLevelHooksStepFailVersion", run => AssertHooks(run, "[0].step-1.hooks.running", "[0].step-1.hooks.failed")),
        E2eCheck.Of("hooks/TestTemplateLevelHooksDagSuccessVersion", run => AssertHooks(run, ".step-1.hooks.running", ".step-1.hooks.succeed", ".step-2.hooks.running", ".step-2.hooks.succeed")),
        E2eCheck.Of("hooks/TestTemplateLevelHooksDagFailVersion", run => AssertHooks(run, ".step-1.hooks.running", ".step-1.hooks.failed")),
        E2eCheck.Of("hooks/TestTemplateLevelHooksWaitForTriggeredHook", run =>
        {
            AssertHooks(run, "[0].job.hooks.running");
            Assert.Equal("2/2", run.Progress);
        })
        with
        {
            Pace = Pace.Long,
        },
        E2eCheck.Of("hooks/TestTemplateLevelHooksWaitForTriggeredHookAndRespectSynchronization", run =>
        {
            AssertHooks(run, "[0].job.hooks.running", "[0].job.hooks.succeed");
            Assert.Equal("3/3", run.Progress);
        })
        with
        {
            Pace = Pace.Long,
        },
        E2eCheck.Of("hooks/TestWorkflowLevelHooksWithRetry", run =>
        {
            Assert.Equal("2/4", run.Progress);
            AssertHooks(run, ".hooks.running", ".hooks.failed");
            Assert.Equal(("Failed", "Retry"), (run.Root.Phase, run.Root.Type));
            Assert.False(run.Root.Json.TryGetProperty("nodeFlag", out _));
            Assert.All(new[] { "(0)", "(1)" }, attempt => Assert.Equal(("Failed", false, true), (run.At(attempt).Phase, run.At(attempt).Flag("hooked"), run.At(attempt).Flag("retried"))));
        }),
        E2eCheck.Of("hooks/TestHttpExitHandlerWithWorkflowLevelDeadline", run =>
        {
            Assert.Equal("Failed", run.Phase);
            AssertHooks(run, ".onExit");
        })
        with
        {
            Backing = (text, server) => text.Replace("http://httpbin:9100", server, StringComparison.Ordinal),
        },
        E2eCheck.Of("functional/TestWithItemsWithHooks", run =>
        {
            AssertHooks(run, ".run-sim.hooks.running", ".run-sim(0:1).onExit", ".run-sim(1:2).onExit", ".run-sim(2:3).onExit");
            Assert.Equal("I am a hook bar", run.Log(run.At(".run-sim(1:2).onExit")));
        }),
        E2eCheck.Of("functional/TestTerminateWorkflowWhileOnExitHandlerRunning", run =>
            Assert.All(run.Nodes.Where(node => node.Type is "Steps" or "StepGroup"), node => Assert.Equal("Failed", node.Phase)))
        with
        {
            Act = Acting.TerminateWhenRunningAsync("exit-handler-task"),
        },
    ];

    private static void AssertHooks(ExampleRun run, params string[] hooks) =>
        Assert.All(hooks, hook => Assert.Equal(("Succeeded", true, false), (run.At(hook).Phase, run.At(hook).Flag("hooked"), run.At(hook).Flag("retried"))));
}
