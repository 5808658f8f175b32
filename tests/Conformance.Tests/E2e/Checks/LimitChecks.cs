using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Timeouts and deadlines, stop and terminate, suspend nodes.</summary>
internal static class LimitChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        new("artifacts/TestMainLog", runs =>
        {
            Assert.Equal(":) Hello Argo!", runs[0].Log(runs[0].Root));
            Assert.Equal("123", runs[1].Log(runs[1].Root));
        })
        {
            Pace = Pace.Long,
        },
        E2eCheck.Of("functional/TestTemplateLevelTimeout", run =>
        {
            run.AssertPhases("Failed", "hello1", "hello2a", "hello2b", "[0]");
            Assert.Equal("Failed", run.Phase);
        })
        with
        {
            Pace = Pace.Long,
        },
        E2eCheck.Of("functional/TestWorkflowParallelismStepFailFast", run =>
        {
            Assert.Equal("template has failed or errored children and failFast enabled", run.Message);
            run.AssertPhases("Failed", "[0]", "step1");
            run.AssertPhases("Succeeded", "step2");
        }),
        E2eCheck.Of("signals/TestStopBehavior", run =>
        {
            Assert.Equal("Failed", run["A"].Phase);
            Assert.Equal(("Succeeded", "Succeeded"), (run["A.onExit"].Phase, run.At(".onExit").Phase));
        })
        with
        {
            Act = Acting.StopWhenRunningAsync("A"),
        },
        E2eCheck.Of("signals/TestTerminateBehavior", run =>
        {
            Assert.Equal("Failed", run["A"].Phase);
            Assert.DoesNotContain(run.Nodes, node => node.Name.EndsWith(".onExit", StringComparison.Ordinal));
        })
        with
        {
            Act = Acting.TerminateWhenRunningAsync("A"),
        },
        E2eCheck.Of("signals/TestSignaled", run => Assert.Contains("(exit code 143)", run.Message, StringComparison.Ordinal)),
        // Argo's test takes any part of the sentence for the workflow's message, and so an empty one too; here it is the node's.
        E2eCheck.Of("suspend/TestSuspendNodeTimeoutWithoutDefaultValue", run =>
            Assert.Equal("raw output parameter 'message' has not been set and does not have a default value", run["approve"].Message))
        with
        {
            Pace = Pace.Long,
        },
        E2eCheck.Of("suspend/TestSuspendNodeTimeoutWithDefaultValue", run =>
        {
            Assert.Equal("2/2", run.Progress);
            Assert.Equal(("Succeeded", "default message"), (run.At("[0].approve").Phase, run.At("[0].approve").Output("message")));
            Assert.Equal(("Succeeded", "default message"), (run.At("[1].release").Phase, run.At("[1].release").Input("message")));
        })
        with
        {
            Pace = Pace.Long,
        },
    ];
}
