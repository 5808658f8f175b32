using Fleet.Conformance.Tests.Examples;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Pods of several containers, and what they share.</summary>
internal static class PodChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("signals/TestSidecars", run => Assert.Equal(2, run.Containers.Count)),
        E2eCheck.Of("signals/TestSignaledContainerSet", run =>
        {
            Assert.Contains("(exit code 137)", run.Message, StringComparison.Ordinal);
            Assert.Equal("Failed", run["one"].Phase);
            Assert.Contains("(exit code 137)", run["one"].Message, StringComparison.Ordinal);
            // Here a member whose dependency failed never starts; in Argo it waits in a container, which is then killed (143).
            Assert.Equal("Error", run["two"].Phase);
        }),
        E2eCheck.Of("daemon_pod/TestDaemonFromWorkflowTemplate", run => AssertDaemon(run, "redis", "whale")) with { Made = From("name: daemon") },
        E2eCheck.Of("daemon_pod/TestDaemonFromClusterWorkflowTemplate", run => AssertDaemon(run, "redis", "whale")) with { Made = From("name: daemon, clusterScope: true") },
        E2eCheck.Of("daemon_pod/TestMarkDaemonedPodSucceeded", run => AssertDaemon(run, "daemoned", "daemon-dependent")),
        E2eCheck.Of("signals/TestStopBehaviorWithDaemon", run => Assert.Equal("Succeeded", run["Daemon"].Phase)) with { Act = Acting.StopWhenRunningAsync("B") },
        E2eCheck.Of("functional/TestContainerSetRetryFail", run => Assert.Equal("Succeeded", run["a"].Phase)),
    ];

    // What the fixture of Argo's tests makes of a template.
    private static string From(string template) => $"{{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {{generateName: daemon-}}, spec: {{workflowTemplateRef: {{{template}}}}}}}";

    private static void AssertDaemon(ExampleRun run, string daemon, string other)
    {
        run.AssertPhases("Succeeded", daemon, other);
        Assert.True(Assert.Single(run.Under(run[daemon])).Ended > Assert.Single(run.Under(run[other])).Ended);
    }
}
